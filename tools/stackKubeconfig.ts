import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Connection } from "../lib/clients/kubernetes/connection";
import { resolveConnection } from "../lib/clients/kubernetes/resolveConnection";
import type { StackConfig } from "../stacks/config/stackConfig";
import { root } from "./stackFile";

/** The kubeconfig of a stack that is up. */
export interface StackKubeconfig {
  /** The files, as `$KUBECONFIG` lists them; absent where the stack file has the content. */
  files?: string;
  /** The content; absent where files are known. */
  content?: string;
  /** The context. Default: the kubeconfig's current one. */
  context?: string;
}

/** @returns undefined where the stack is not up: it has no outputs */
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

/** The kubeconfig's content that the stack file has, decrypted: no output contains it. */
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
