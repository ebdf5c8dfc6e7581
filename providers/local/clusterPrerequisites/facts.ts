import { ApiClient } from "../../kubernetes/client/apiClient";
import { resolveConnection } from "../../kubernetes/client/kubeconfig";
import type { Needs } from "./needs";

/** What was found of a cluster, as far as it was asked for. */
export interface Facts {
  server: string;
  /** Why it does not answer, or not with these credentials; then nothing else is known. */
  unreachable?: unknown;
  /** `v1.33.13` */
  version?: string;
}

/** Asks the cluster. @throws KubeconfigError */
export async function gatherFacts({ kubeconfig, context }: Needs): Promise<Facts> {
  const connection = resolveConnection({ kubeconfig, ...(context !== undefined && { context }) });
  const client = new ApiClient(connection, { backOff: [], timeout: 15_000 });
  const { server } = connection;
  try {
    const { gitVersion } = await client.getPath("/version");
    return { server, version: String(gitVersion) };
  } catch (error) {
    return { server, unreachable: error };
  } finally {
    client.close();
  }
}
