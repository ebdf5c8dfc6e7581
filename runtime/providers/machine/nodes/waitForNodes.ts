import type { ApiClient } from "../../../../lib/clients/kubernetes/apiClient";
import { isNotFound } from "../../../../lib/clients/kubernetes/apiError";
import { nameOf, textAt } from "../../../../lib/clients/kubernetes/object";
import { until } from "../../../../lib/until";
import type { Context } from "../../framework/resourceType";
import type { InputsOf } from "../../framework/sdk/definition";
import type { nodesReady } from "../sdk/cluster";
import { isReady, NODE_LEASES, NODES, withCluster } from "./cluster";

/** By node name. */
type LeaseTimes = Readonly<Record<string, string | undefined>>;

/**
 * Waits until all nodes have joined and are ready.
 * @param before lease times of the previous instances by node name: a node counts as ready only after it renews its lease
 * @throws at the timeout, with the problem of each node that is not ready
 */
export async function waitForNodes(
  { kubeconfig, names, readySeconds, diagnosis }: InputsOf<typeof nodesReady>,
  { signal, status }: Pick<Context, "signal" | "status">,
  before: LeaseTimes = {},
): Promise<void> {
  let problems: string[] = [];
  const ready = await withCluster(kubeconfig, (client) =>
    until(
      async () => {
        problems = await problemsOf(client, names, before).catch((error: Error) => [error.message]);
        if (problems.length === 0) return true;
        status(`waiting for ${names.length === 1 ? "the node" : "the nodes"}: ${problems.join("; ")}`);
        return undefined;
      },
      { timeoutMs: readySeconds * 1000, signal },
    ),
  );
  if (ready === true) return;
  const see = diagnosis === undefined ? "" : `; see ${diagnosis}`;
  throw new Error(`the cluster's nodes are not ready after ${readySeconds} s: ${problems.join("; ")}${see}`);
}

/** The names of nodes that are not ready, and why. */
export async function problemsOf(
  client: ApiClient,
  names: readonly string[],
  before: LeaseTimes = {},
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
    if (isNotFound(error)) return undefined;
    throw error;
  }
}
