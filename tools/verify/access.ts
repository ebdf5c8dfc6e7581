import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { StackConfig } from "../../stacks/config/stackConfig";
import { connectionOf, stackKubeconfig } from "../stackOutputs";
import { Cluster } from "./cluster";
import { Kubectl } from "./kubectl";

/** Access to the cluster of a stack. */
export interface Access {
  cluster: Cluster;
  kubectl: Kubectl;
  /** Closes connections and deletes temporary files. */
  close(): void;
}

/**
 * Connects to the cluster of a stack as its administrator; undefined if the stack is not up.
 * @throws KubeconfigError when the kubeconfig is invalid
 */
export async function accessTo(
  stack: string,
  config: StackConfig,
  outputs: Readonly<Record<string, string>>,
): Promise<Access | undefined> {
  const kubeconfig = await stackKubeconfig(stack, config, outputs);
  if (kubeconfig === undefined) return undefined;
  const cluster = new Cluster(connectionOf(kubeconfig));
  const { files, content, context } = kubeconfig;
  const written = content === undefined ? undefined : writeContent(content);
  return {
    cluster,
    kubectl: new Kubectl(files ?? written!, context),
    close() {
      cluster.close();
      if (written !== undefined) rmSync(dirname(written), { recursive: true, force: true });
    },
  };
}

/** Writes a file for kubectl, which takes no kubeconfig as text. */
function writeContent(content: string): string {
  const file = join(mkdtempSync(join(tmpdir(), "meshstack-verify-")), "kubeconfig");
  writeFileSync(file, content, { mode: 0o600 });
  return file;
}
