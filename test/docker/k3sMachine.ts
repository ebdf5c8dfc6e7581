import { createServer } from "node:net";
import { processIds } from "../../lib/processIdentity";
import { argumentsOf } from "../support/processes";

/** The pids of this machine's processes that run a program with these first arguments. */
export function pidsOf(program: string, ...args: string[]): number[] {
  return processIds().filter((pid) => {
    const [path = "", ...rest] = argumentsOf(pid);
    return path.split("/").at(-1) === program && args.every((arg, i) => rest[i] === arg);
  });
}

/** Free ports on 127.0.0.1 in the NodePort range. */
export async function freeNodePorts(count: number): Promise<number[]> {
  const found: number[] = [];
  for (let port = 30000 + (process.pid % 2000); found.length < count; port++)
    if (await isFree(port)) found.push(port);
  return found;
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
