import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { join } from "node:path";
import { root } from "./stackFile";

/**
 * Reads the outputs of a stack with the same engine as `make up`.
 * @throws Error with the engine's message when the stack does not exist
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
