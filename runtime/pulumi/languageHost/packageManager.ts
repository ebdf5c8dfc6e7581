import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

const LOCK_FILES: [file: string, manager: string][] = [
  ["yarn.lock", "yarn"],
  ["pnpm-lock.yaml", "pnpm"],
  ["bun.lock", "bun"],
  ["bun.lockb", "bun"],
];

/** The package manager of a program: the one in its options, else the one of the nearest lock file, else npm. */
export function packageManagerOf(option: string, folder: string): string {
  if (option !== "auto") return option;
  for (let at = folder; ; at = dirname(at)) {
    const found = LOCK_FILES.find(([file]) => existsSync(join(at, file)));
    if (found) return found[1];
    if (existsSync(join(at, "package-lock.json")) || at === dirname(at)) return "npm";
  }
}

/** The version of a package manager, undefined when it does not run. */
export async function versionOf(manager: string, folder: string): Promise<string | undefined> {
  try {
    return (await run(manager, ["--version"], { cwd: folder })).stdout.trim();
  } catch {
    return undefined;
  }
}

/** The installed packages of a program, as `npm ls` lists them; it works for all package managers that fill node_modules. */
export async function listPackages(
  folder: string,
  transitive: boolean,
): Promise<{ name: string; version: string }[]> {
  const args = ["ls", "--json", "--depth", transitive ? "Infinity" : "0"];
  // npm exits with 1 when a peer dependency is missing, and prints the list nevertheless.
  const output = await run("npm", args, { cwd: folder, maxBuffer: 64 * 1024 * 1024 }).catch(
    (error: { stdout?: string }) => {
      if (error.stdout) return { stdout: error.stdout };
      throw error;
    },
  );
  const found = new Map<string, { name: string; version: string }>();
  const visit = ({ dependencies = {} }: Listed): void => {
    for (const [name, listed] of Object.entries(dependencies)) {
      const { version } = listed;
      if (version !== undefined) found.set(`${name}@${version}`, { name, version });
      if (transitive) visit(listed);
    }
  };
  visit(JSON.parse(output.stdout) as Listed);
  return [...found.values()];
}
interface Listed {
  version?: string;
  dependencies?: Record<string, Listed>;
}
