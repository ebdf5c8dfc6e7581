import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { userInfo } from "node:os";
import { promisify } from "node:util";
import { textOrEmpty } from "./fileProblem";
import { type IdRange, rangesOf } from "./subordinateIds";

/** The files that assign subordinate ids to users. */
export const SUBUID = "/etc/subuid";
export const SUBGID = "/etc/subgid";

/** A step that failed: the namespace was not created, its ids were not mapped, or the program failed in it. */
export class NamespaceError extends Error {
  constructor(
    readonly step: "create" | "map" | "run",
    message: string,
  ) {
    super(message);
    this.name = "NamespaceError";
  }
}

/** The user of this process, and the ranges that the files assign. A user without an entry in /etc/passwd has the uid as name. */
export function mappableUser() {
  const { uid, gid } = { uid: process.geteuid!(), gid: process.getegid!() };
  let name = String(uid);
  try {
    name = userInfo().username;
  } catch {
    // no entry
  }
  const ranges = (file: string) => rangesOf(textOrEmpty(file), [name, String(uid)]);
  return { name, uid, gid, uids: ranges(SUBUID), gids: ranges(SUBGID) };
}

/** Waits for the maps, with which the program then runs as root of the namespace. */
const WAITING = 'echo ready; read -r _ && exec "$@"';

/**
 * Runs a program as root of new user and mount namespaces: id 0 is this user, the following ids are the subordinate ones.
 * It uses `unshare` of util-linux and `newuidmap` and `newgidmap` of the package uidmap.
 * @throws NamespaceError
 */
export async function runInUserNamespace(
  command: readonly string[],
  { user = mappableUser(), cwd = "/" }: { user?: ReturnType<typeof mappableUser>; cwd?: string } = {},
): Promise<void> {
  const child = spawn("unshare", ["--user", "--mount", "--", "/bin/sh", "-c", WAITING, "sh", ...command], {
    cwd,
    stdio: ["pipe", "pipe", "pipe"],
    env: { ...process.env, LC_ALL: "C" },
  });
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (errors += text));
  child.stdin.on("error", () => {}); // the exit code has the reason
  const end = new Promise<number | string>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("close", (code, signal) => resolve(code ?? signal!));
  });
  const failed = (step: NamespaceError["step"], code: number | string) =>
    new NamespaceError(step, lastLine(errors) || `exit code ${code}`);
  const early = await Promise.race([once(child.stdout, "data"), end]);
  if (!Array.isArray(early)) throw failed("create", early);
  try {
    await map("newuidmap", child.pid!, user.uid, user.uids);
    await map("newgidmap", child.pid!, user.gid, user.gids);
  } catch (error) {
    child.kill("SIGKILL");
    await end;
    const { stderr, message } = error as Error & { stderr?: string };
    throw new NamespaceError("map", stderr?.trim() || message);
  }
  child.stdout.resume();
  child.stdin.end("\n");
  const code = await end;
  if (code !== 0) throw failed("run", code);
}

/** The last line of the errors; mount(8) adds a hint that only root can follow. */
const lastLine = (errors: string): string =>
  errors
    .split("\n")
    .filter((line) => line.trim() !== "" && !line.includes("dmesg(1)"))
    .at(-1)
    ?.trim() ?? "";

async function map(program: string, pid: number, own: number, ranges: readonly IdRange[]): Promise<void> {
  const lines = [[0, own, 1]];
  let next = 1;
  for (const { first, count } of ranges) {
    lines.push([next, first, count]);
    next += count;
  }
  await promisify(execFile)(program, [pid, ...lines.flat()].map(String));
}
