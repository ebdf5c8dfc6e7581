import type { ApiClient } from "../../../../lib/clients/kubernetes/apiClient";
import { ApiError } from "../../../../lib/clients/kubernetes/apiError";
import { nameOf, textAt } from "../../../../lib/clients/kubernetes/object";
import { until } from "../../../../lib/until";
import { NODE_LEASES, NODES, withCluster } from "./cluster";
import { isReady } from "./podsToEvict";

export interface Wait {
  kubeconfig: string;
  names: readonly string[];
  seconds: number;
  /** Where to look when nodes do not become ready, as the end of a sentence. */
  diagnosis: string | undefined;
  /** Lease times of the previous instances by node name: a node counts as ready only after it renews its lease. */
  before?: Readonly<Record<string, string | undefined>>;
  signal: AbortSignal;
  status: (message: string) => void;
}

/**
 * Waits until all nodes have joined and are ready. @throws at the timeout, with the problem of each node that is not
 */
export async function waitForNodes(wait: Wait): Promise<void> {
  const { kubeconfig, names, seconds, diagnosis, signal, status } = wait;
  let problems: string[] = [];
  const ready = await withCluster(kubeconfig, (client) =>
    until(
      async () => {
        problems = await problemsOf(client, wait).catch((error: Error) => [error.message]);
        if (problems.length === 0) return true;
        status(`waiting for ${names.length === 1 ? "the node" : "the nodes"}: ${problems.join("; ")}`);
        return undefined;
      },
      { timeoutMs: seconds * 1000, signal },
    ),
  );
  if (ready === true) return;
  const see = diagnosis === undefined ? "" : `; see ${diagnosis}`;
  throw new Error(`the cluster's nodes are not ready after ${seconds} s: ${problems.join("; ")}${see}`);
}

/** The names of nodes that are not ready, and why. */
export async function problemsOf(
  client: ApiClient,
  { names, before = {} }: Pick<Wait, "names" | "before">,
): Promise<string[]> {
  const nodes = new Map((await client.list(NODES)).items.map((node) => [nameOf(node), node]));
  const problems: string[] = [];
  for (const name of names) {
    const node = nodes.get(name);
    const last = before[name];
    if (node === undefined) problems.push(`${name} has not joined`);
    else if (!isReady(node)) problems.push(`${name} has joined, and is not ready`);
    else if (last !== undefined && (await leaseTime(client, name)) === last)
      problems.push(`${name} has not been heard of since it was started again`);
  }
  return problems;
}

/** When a node's kubelet last renewed its lease; undefined without a lease. */
export async function leaseTime(client: ApiClient, name: string): Promise<string | undefined> {
  try {
    return textAt(await client.get(NODE_LEASES, name), "spec", "renewTime");
  } catch (error) {
    if (error instanceof ApiError && error.isNotFound) return undefined;
    throw error;
  }
}
