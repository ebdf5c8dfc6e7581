import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { SecureValue } from "../../runtime/engine/workspace/configValue";
import { NAMESPACE } from "../../stacks/config/readConfig";
import type { StackConfig } from "../../stacks/config/stackConfig";
import { loadStackFile } from "../stackFile";
import { NotUpError, pulumi, readStackState } from "../stackState";

/** Adds the kubeconfig that the stack file contains as a secret, which `readStackFile` omits. */
export async function withSecretKubeconfig(stack: string, config: StackConfig): Promise<StackConfig> {
  const { cluster } = config;
  const isSecret = loadStackFile(stack).get(`${NAMESPACE}:cluster.kubeconfig`, true) instanceof SecureValue;
  if (cluster.driver !== "existing" || !isSecret) return config;
  const kubeconfig = await pulumi(stack, "config", "get", "--path", "cluster.kubeconfig");
  return { ...config, cluster: { ...cluster, kubeconfig } };
}

/** The outputs of a stack, empty if it is not up. Without a passphrase no stack exists; `tools/pulumi` would create one. */
export async function outputsIfUp(stack: string): Promise<Record<string, string>> {
  const { PULUMI_CONFIG_PASSPHRASE, PULUMI_CONFIG_PASSPHRASE_FILE, XDG_STATE_HOME } = process.env;
  const own = join(XDG_STATE_HOME || join(homedir(), ".local", "state"), "meshstack", "passphrase");
  if (PULUMI_CONFIG_PASSPHRASE === undefined && !PULUMI_CONFIG_PASSPHRASE_FILE && !existsSync(own)) return {};
  try {
    return (await readStackState(stack)).outputs;
  } catch (error) {
    if (error instanceof NotUpError) return {};
    throw error;
  }
}
