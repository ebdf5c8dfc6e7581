import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";

/** `$PULUMI_HOME`, else `~/.pulumi`. */
export const pulumiHome = (env: NodeJS.ProcessEnv): string => env.PULUMI_HOME || join(homedir(), ".pulumi");

/**
 * The URL of Pulumi's backend: of `PULUMI_BACKEND_URL`, else of `pulumi login`, else `file://~` (where the official CLI
 * asks the user to log in).
 * @throws Error when the file that `pulumi login` writes is not JSON
 */
export function backendUrl(env: NodeJS.ProcessEnv): string {
  return env.PULUMI_BACKEND_URL || loginUrl(env) || "file://~";
}

/** The folder of a backend in files; undefined for any other backend. @param cwd the base of a relative folder */
export function backendFolder(url: string, cwd: string): string | undefined {
  if (!url.startsWith("file://")) return undefined;
  const path = decodeURI(url.slice("file://".length).replace(/\?.*$/s, ""));
  const expanded = path === "~" || path.startsWith("~/") ? join(homedir(), path.slice(1)) : path;
  return resolve(cwd, expanded);
}

function loginUrl(env: NodeJS.ProcessEnv): string | undefined {
  const file = join(env.PULUMI_CREDENTIALS_PATH || pulumiHome(env), "credentials.json");
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  try {
    const { current } = JSON.parse(text) as { current?: unknown };
    return typeof current === "string" && current !== "" ? current : undefined;
  } catch (error) {
    throw new Error(`${file}: ${(error as Error).message}`);
  }
}
