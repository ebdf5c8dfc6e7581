import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { execFile } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { resolveConnection } from "../../lib/clients/kubernetes/resolveConnection";
import type { StackConfig } from "../../stacks/config";
import { root } from "../stackFile";
import { Cluster } from "./cluster";
import { Kubectl } from "./kubectl";

/** The two ways in which checks reach a stack's cluster. */
export interface Access {
  cluster: Cluster;
  kubectl: Kubectl;
  /** Ends connections and takes away what was written for them. */
  close(): void;
}

/**
 * Access to the cluster of a stack that is up, as its administrator; undefined where it is not up.
 * @param outputs the stack's outputs
 * @throws KubeconfigError when its kubeconfig cannot be used
 */
export async function accessTo(
  stack: string,
  { cluster: config }: StackConfig,
  outputs: Readonly<Record<string, string>>,
): Promise<Access | undefined> {
  if (Object.keys(outputs).length === 0) return undefined;
  const context = config.driver === "existing" ? config.context : undefined;
  const file = outputs.kubeconfigPath ?? writeContent(await kubeconfigContent(stack));
  try {
    const connection = resolveConnection(
      { ...(context !== undefined && { context }) },
      { ...process.env, KUBECONFIG: file },
    );
    const cluster = new Cluster(connection);
    return {
      cluster,
      kubectl: new Kubectl(file, context),
      close() {
        cluster.close();
        if (outputs.kubeconfigPath === undefined) removeContent(file);
      },
    };
  } catch (error) {
    if (outputs.kubeconfigPath === undefined) removeContent(file);
    throw error;
  }
}

/** What a stack file has as a secret: no output says it. */
async function kubeconfigContent(stack: string): Promise<string> {
  const args = ["config", "get", "--path", "cluster.kubeconfig", "-s", stack];
  const { stdout } = await promisify(execFile)(join(root, "tools", "pulumi"), args, {
    maxBuffer: 16 << 20,
  });
  return stdout;
}

function writeContent(content: string): string {
  const file = join(mkdtempSync(join(tmpdir(), "meshstack-verify-")), "kubeconfig");
  writeFileSync(file, content, { mode: 0o600 });
  return file;
}

const removeContent = (file: string): void => rmSync(join(file, ".."), { recursive: true, force: true });
