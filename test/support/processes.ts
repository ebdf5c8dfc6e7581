import { readlinkSync } from "node:fs";
import { textOrEmpty } from "../../lib/fileProblem";
import { parentOf, processIds } from "../../lib/processIdentity";

/** The arguments of a process, the program first; one empty text when it has ended. */
export const argumentsOf = (pid: number): string[] =>
  textOrEmpty(`/proc/${pid}/cmdline`).replace(/\0$/, "").split("\0");

/** The arguments of a process as one text; empty when it has ended. */
export const commandLineOf = (pid: number): string => argumentsOf(pid).join(" ");

/** The running processes that have this variable of the environment, as NAME=VALUE. */
export const processesWith = (variable: string): number[] =>
  processIds().filter((pid) => textOrEmpty(`/proc/${pid}/environ`).split("\0").includes(variable));

/** The network namespace of a process; empty when it has ended. */
export function networkNamespaceOf(pid: number | "self"): string {
  try {
    return readlinkSync(`/proc/${pid}/ns/net`);
  } catch {
    return "";
  }
}

/**
 * A process and all of its descendants. Orphans become children of the first process in their PID namespace, so the tree
 * of a cluster contains all of its processes, in containers too.
 * @param omit skips these descendants, and those below them. Default: none.
 */
export function processTree(top: number, omit: (pid: number) => boolean = () => false): number[] {
  const children = new Map<number | undefined, number[]>();
  for (const pid of processIds()) {
    const parent = parentOf(pid);
    children.set(parent, [...(children.get(parent) ?? []), pid]);
  }
  const withDescendants = (pid: number): number[] => [
    pid,
    ...(children.get(pid) ?? []).filter((child) => !omit(child)).flatMap(withDescendants),
  ];
  return withDescendants(top);
}
