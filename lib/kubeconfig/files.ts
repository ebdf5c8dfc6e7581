import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { readText } from "../fileProblem";
import { KubeconfigError, type KubeconfigSource } from "./read";

/**
 * The absolute paths of the kubeconfig files to read: the given one, else those in `$KUBECONFIG`, else
 * `~/.kube/config`.
 * @param options.directory the base folder for relative paths
 * @param options.environment default: the environment of the process
 */
export function kubeconfigPaths(
  given: string | undefined,
  options: { directory: string; environment?: NodeJS.ProcessEnv },
): string[] {
  const { directory, environment = process.env } = options;
  const home = environment.HOME ?? homedir();
  const absolute = (path: string): string =>
    resolve(directory, path === "~" || path.startsWith("~/") ? join(home, path.slice(1)) : path);
  if (given !== undefined) return [absolute(given)];
  const listed = (environment.KUBECONFIG ?? "").split(delimiter).filter((path) => path !== "");
  return listed.length > 0 ? listed.map(absolute) : [join(home, ".kube", "config")];
}

/**
 * Reads kubeconfig files. As kubectl does, it skips files that do not exist.
 * @throws KubeconfigError when none exists or one cannot be read
 */
export function readSources(paths: readonly string[]): KubeconfigSource[] {
  const present = paths.filter((path) => existsSync(path));
  if (present.length === 0) {
    throw new KubeconfigError(
      `${paths.join(", ")}: found no such file; expected a kubeconfig. Set the kubeconfig's path or content.`,
    );
  }
  return present.map((path) => ({
    path,
    text: readText(path, { expected: "a kubeconfig file", Failure: KubeconfigError }),
  }));
}
