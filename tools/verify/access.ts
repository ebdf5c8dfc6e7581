import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { StackConfig } from "../../stacks/config/stackConfig";
import { connectionOf, stackKubeconfig } from "../stackKubeconfig";
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

/** kubectl reads files only. */
function writeContent(content: string): string {
  const file = join(mkdtempSync(join(tmpdir(), "meshstack-verify-")), "kubeconfig");
  writeFileSync(file, content, { mode: 0o600 });
  return file;
}
