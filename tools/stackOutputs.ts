import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { join } from "node:path";
import { root } from "./stackFile";

/**
 * The outputs of a stack that is up, by the engine that `make up` uses.
 * @throws Error with that engine's own message when there is no such stack
 */
export async function stackOutputs(stack: string): Promise<Record<string, string>> {
  const args = ["stack", "output", "--json", "--show-secrets", "-s", stack];
  try {
    const { stdout } = await promisify(execFile)(join(root, "tools", "pulumi"), args, {
      maxBuffer: 16 << 20,
    });
    return JSON.parse(stdout) as Record<string, string>;
  } catch (error) {
    const { stderr } = error as { stderr?: string };
    throw new Error(stderr?.trim() || String(error));
  }
}
