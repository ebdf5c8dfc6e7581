import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Connection } from "../lib/clients/kubernetes/connection";
import { resolveConnection } from "../lib/clients/kubernetes/resolveConnection";
import type { StackConfig } from "../stacks/config/stackConfig";
import { root } from "./stackFile";

/**
 * Reads the outputs of a stack with the same engine as `make up`.
 * @throws NotUpError when the stack does not exist, else Error with the engine's message
 */
export async function stackOutputs(stack: string): Promise<Record<string, string>> {
  try {
    const text = await pulumi("stack", "output", "--json", "--show-secrets", "-s", stack);
    return JSON.parse(text) as Record<string, string>;
  } catch (error) {
    if (error instanceof PulumiError && error.code === STACK_NOT_FOUND) throw new NotUpError(stack);
    throw error;
  }
}

/** The exit code of Pulumi for a stack that does not exist. */
const STACK_NOT_FOUND = 6;

/** A stack that has no cluster, because it was not created or is destroyed. */
export class NotUpError extends Error {
  constructor(stack: string) {
    super(`stack ${stack} is not up: it has no cluster. Bring it up with make up STACK=${stack}.`);
    this.name = "NotUpError";
  }
}

class PulumiError extends Error {
  constructor(
    message: string,
    readonly code: number | undefined,
  ) {
    super(message);
  }
}

/** Runs Pulumi and returns its standard output. @throws PulumiError with its standard error */
async function pulumi(...args: string[]): Promise<string> {
  try {
    return (await promisify(execFile)(join(root, "tools", "pulumi"), args, { maxBuffer: 64 << 20 })).stdout;
  } catch (error) {
    const { stderr, code } = error as { stderr?: string; code?: number };
    throw new PulumiError(stderr?.trim() || String(error), code);
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

/** Returns the kubeconfig of a stack; undefined if the stack is not up. */
export async function stackKubeconfig(
  stack: string,
  { cluster }: StackConfig,
  outputs: Readonly<Record<string, string>>,
): Promise<StackKubeconfig | undefined> {
  const context = cluster.driver === "existing" &&
    cluster.context !== undefined && { context: cluster.context };
  if (outputs.kubeconfigPath !== undefined) return { files: outputs.kubeconfigPath, ...context };
  // Only a kubeconfig's content in the stack file has no path. Such a stack without pages has no output at all.
  if (cluster.driver !== "existing" || !(await hasResources(stack))) return undefined;
  return { content: await kubeconfigContent(stack), ...context };
}

/** Whether the state of a stack contains resources. */
async function hasResources(stack: string): Promise<boolean> {
  const { deployment } = JSON.parse(await pulumi("stack", "export", "-s", stack)) as {
    deployment: { resources?: object[] };
  };
  return (deployment.resources ?? []).length > 0;
}

/** Decrypts the kubeconfig in the stack file, which is not an output. */
export const kubeconfigContent = (stack: string): Promise<string> =>
  pulumi("config", "get", "--path", "cluster.kubeconfig", "-s", stack);

/** @throws KubeconfigError when the kubeconfig cannot be used */
export function connectionOf({ files, content, context }: StackKubeconfig): Connection {
  return resolveConnection(
    { ...(content !== undefined && { kubeconfig: content }), ...(context !== undefined && { context }) },
    { ...process.env, KUBECONFIG: files },
  );
}
