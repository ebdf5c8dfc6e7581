import type { ApiClient } from "../../../../lib/clients/kubernetes/apiClient";
import { ApiError, isNotFound } from "../../../../lib/clients/kubernetes/apiError";
import {
  annotation,
  type KubernetesObject,
  idOf,
  mapsAt,
  nameOf,
  namespaceOf,
  textAt,
} from "../../../../lib/clients/kubernetes/object";
import { until } from "../../../../lib/until";
import type { Context } from "../../framework/resourceType";
import { isReady, NODES, PODS } from "./cluster";

const FIELD_MANAGER = "meshstack";

/** Cordons or uncordons a node. */
export async function setCordon(client: ApiClient, name: string, cordoned: boolean): Promise<void> {
  await client.jsonPatch(NODES, name, [{ op: "add", path: "/spec/unschedulable", value: cordoned }]);
}

/**
 * Drains a node as `kubectl drain` does: cordons it, and evicts its pods as far as PodDisruptionBudgets allow. Without
 * another schedulable node the pods stay until the node is deleted.
 * @throws when pods remain at the timeout, with their names and why they were not evicted
 */
export async function drain(
  client: ApiClient,
  { name, drainSeconds }: { name: string; drainSeconds: number },
  { signal, status }: Pick<Context, "signal" | "status">,
): Promise<void> {
  await setCordon(client, name, true);
  const nodes = (await client.list(NODES)).items;
  if (!nodes.some((node) => nameOf(node) !== name && takesPods(node))) return;
  const apiVersion = await evictionVersion(client);
  let left: KubernetesObject[] = [];
  let refusal = "";
  const emptied = await until(
    async () => {
      const { items } = await client.list(PODS, { fieldSelector: `spec.nodeName=${name}` });
      left = podsToEvict(items);
      if (left.length === 0) return true;
      status(`draining ${name}: ${left.length} pods`);
      for (const pod of left) {
        if (textAt(pod, "metadata", "deletionTimestamp") !== undefined) continue;
        refusal = (await evict(client, pod, apiVersion)) ?? refusal;
      }
      return undefined;
    },
    { timeoutMs: drainSeconds * 1000, signal },
  );
  if (emptied === true) return;
  throw new Error(
    `the node ${name} still has pods after ${drainSeconds} s: ${left.map(idOf).join(", ")}` +
      `${refusal === "" ? "" : ` (${refusal})`}; end them, then run this again`,
  );
}

/** Requests a pod's eviction. @returns why it is rejected for now; undefined when it is not */
async function evict(
  client: ApiClient,
  pod: KubernetesObject,
  apiVersion: string,
): Promise<string | undefined> {
  const metadata = { name: nameOf(pod), namespace: namespaceOf(pod) };
  const path = `/api/v1/namespaces/${metadata.namespace}/pods/${metadata.name}/eviction`;
  try {
    const eviction = { apiVersion, kind: "Eviction", metadata };
    await client.post({ path, apiVersion, kind: "Eviction" }, eviction, { fieldManager: FIELD_MANAGER });
    return undefined;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (isNotFound(error)) return undefined;
    if (error.code === 429) return error.message;
    throw error;
  }
}

/** The API version of evictions: v1 since Kubernetes 1.22, v1beta1 before. */
async function evictionVersion(client: ApiClient): Promise<string> {
  const resources = mapsAt(await client.getPath("/api/v1"), "resources");
  const eviction = resources.find(({ name }) => name === "pods/eviction");
  return `policy/${textAt(eviction, "version") ?? "v1"}`;
}

/**
 * The pods to evict from a node, as in `kubectl drain`: without those of DaemonSets, which would return at once, static
 * pods, of which the API has only a mirror, and ended pods.
 */
export const podsToEvict = (pods: readonly KubernetesObject[]): KubernetesObject[] =>
  pods.filter(
    (pod) =>
      !mapsAt(pod, "metadata", "ownerReferences").some(
        (owner) => owner.controller === true && owner.kind === "DaemonSet",
      ) &&
      annotation(pod, "kubernetes.io/config.mirror") === undefined &&
      !["Succeeded", "Failed"].includes(textAt(pod, "status", "phase") ?? ""),
  );

/** Whether the scheduler may place pods on a node: it is ready and not cordoned. */
export const takesPods = (node: KubernetesObject): boolean =>
  isReady(node) && (node.spec as { unschedulable?: boolean } | undefined)?.unschedulable !== true;
