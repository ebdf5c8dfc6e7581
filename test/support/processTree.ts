import { readdirSync, readFileSync } from "node:fs";

/**
 * A process and all of its descendants. Orphans become children of the first process in their PID namespace, so the tree
 * of a cluster contains all of its processes, in containers too.
 * @param omit skips these descendants, and those below them. Default: none.
 */
export function processTree(top: number, omit: (pid: number) => boolean = () => false): number[] {
  const children = new Map<number, number[]>();
  for (const pid of readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)) {
    const parent = parentOf(pid);
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), pid]);
  }
  const withDescendants = (pid: number): number[] => [
    pid,
    ...(children.get(pid) ?? []).filter((child) => !omit(child)).flatMap(withDescendants),
  ];
  return withDescendants(top);
}

/** The parent of a process; undefined if the process has ended. */
function parentOf(pid: number): number | undefined {
  try {
    return Number(/^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))![1]);
  } catch {
    return undefined;
  }
}
