import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Connection } from "../lib/clients/kubernetes/connection";
import { resolveConnection } from "../lib/clients/kubernetes/resolveConnection";
import type { StackConfig } from "../stacks/config/stackConfig";
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

/** The kubeconfig of a stack that is up. */
export interface StackKubeconfig {
  /** The value for `$KUBECONFIG`; absent if the stack file contains the kubeconfig. */
  files?: string;
  /** The kubeconfig's text; absent if `files` is set. */
  content?: string;
  /** The context. Default: the kubeconfig's current one. */
  context?: string;
}

/** Returns the kubeconfig of a stack; undefined if the stack is not up and so has no outputs. */
export async function stackKubeconfig(
  stack: string,
  { cluster }: StackConfig,
  outputs: Readonly<Record<string, string>>,
): Promise<StackKubeconfig | undefined> {
  if (Object.keys(outputs).length === 0) return undefined;
  const context = cluster.driver === "existing" ? cluster.context : undefined;
  return {
    ...(outputs.kubeconfigPath === undefined
      ? { content: await kubeconfigContent(stack) }
      : { files: outputs.kubeconfigPath }),
    ...(context !== undefined && { context }),
  };
}

/** Decrypts the kubeconfig in the stack file, which is not an output. */
export async function kubeconfigContent(stack: string): Promise<string> {
  const args = ["config", "get", "--path", "cluster.kubeconfig", "-s", stack];
  const { stdout } = await promisify(execFile)(join(root, "tools", "pulumi"), args, {
    maxBuffer: 16 << 20,
  });
  return stdout;
}

/** @throws KubeconfigError when the kubeconfig cannot be used */
export function connectionOf({ files, content, context }: StackKubeconfig): Connection {
  return resolveConnection(
    { ...(content !== undefined && { kubeconfig: content }), ...(context !== undefined && { context }) },
    { ...process.env, KUBECONFIG: files },
  );
}
