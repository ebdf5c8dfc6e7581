import { existsSync } from "node:fs";
import { stackFolder, stateHome } from "../lib/paths";
import { realNodesPossible } from "../lib/realNodes";

/** The stack with real nodes, whose pages answer. */
const REAL = "live";
/** The stack with simulated nodes, which runs on every machine. */
const SIMULATED = "dev";

/**
 * The stack of a command without STACK: the one of the two that is up in this checkout, else the most real one that this
 * machine can run.
 * @param isUp whether the cluster of a stack exists
 * @param possible tries whether this machine can run real nodes
 * @returns the stack, with the reason if it depends on the machine
 */
export async function defaultStack(
  isUp: (stack: string) => boolean,
  possible: typeof realNodesPossible = realNodesPossible,
): Promise<{ stack: string; reason?: string }> {
  const running = [REAL, SIMULATED].find(isUp);
  if (running !== undefined) return { stack: running };
  const result = await possible();
  return result.possible
    ? {
        stack: REAL,
        reason: `real nodes (${result.how}). STACK=${SIMULATED} is ready sooner, with simulated nodes.`,
      }
    : {
        stack: SIMULATED,
        reason: `simulated nodes, whose pages do not answer (${result.why}). For real nodes: ${result.fix}.`,
      };
}

/** Prints the name of the stack of this checkout, in which make runs the command, and the reason on standard error. */
export async function start(): Promise<void> {
  const { stack, reason } = await defaultStack((each) =>
    existsSync(stackFolder(stateHome(), process.cwd(), each)),
  );
  if (reason !== undefined) console.error(`Stack ${stack}: ${reason}`);
  console.log(stack);
}
