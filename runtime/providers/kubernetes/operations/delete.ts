import { InitializationError, type DeleteRequest } from "../../../protocol/provider";
import { plainOf } from "../../../protocol/providerShell";
import {
  annotation,
  apiVersionOf,
  at,
  groupOf,
  idOf,
  kindOf,
  mapsAt,
  nameOf,
  textAt,
  uidOf,
} from "../../../../lib/clients/kubernetes/object";
import { parseId, type KubernetesObject } from "../object";
import { DELETION_PROPAGATION, deletionPropagationOf, skipsAwait, timeoutOf } from "../annotations";
import {
  ClusterUnreachableError,
  isConflict,
  isNotFound,
  NoMatchError,
} from "../../../../lib/clients/kubernetes/apiError";
import type { ApiClient, Collection } from "../../../../lib/clients/kubernetes/apiClient";
import { Changes } from "../../../../lib/clients/kubernetes/informer";
import { conditionText, isTrue } from "../await/conditions";
import { fromOutputs } from "../inputs/checkpoint";
import { StatusLog } from "../../../protocol/statusLog";
import { apiTypeOf } from "../typeToken";
import type { OperationContext } from "./context";

/**
 * Kinds whose objects own nothing. A foreground deletion would only wait for the garbage collector, with the same
 * result.
 */
const LEAVES = new Set([
  "/ConfigMap",
  "/Secret",
  "/ServiceAccount",
  "/LimitRange",
  "/ResourceQuota",
  "rbac.authorization.k8s.io/Role",
  "rbac.authorization.k8s.io/RoleBinding",
  "rbac.authorization.k8s.io/ClusterRole",
  "rbac.authorization.k8s.io/ClusterRoleBinding",
  "networking.k8s.io/Ingress",
  "networking.k8s.io/NetworkPolicy",
]);
/** Kinds whose deletion may skip the wait. Without a wait, other kinds would leave dependents behind. */
const SKIPPABLE = new Set([
  "Namespace",
  "Pod",
  "ReplicationController",
  "DaemonSet",
  "Deployment",
  "StatefulSet",
  "Job",
]);

/** Deletes exactly this object and waits until it no longer exists. @throws when the wait times out */
export async function deleteObject(context: OperationContext, request: DeleteRequest): Promise<void> {
  const { live, inputs } = fromOutputs(request.properties);
  const known: KubernetesObject = apiVersionOf(live) === "" ? { ...apiTypeOf(request.type), ...live } : live;
  const given = Object.keys(request.oldInputs).length > 0 ? plainOf(request.oldInputs) : inputs;
  const log = new StatusLog(context.host, request.urn);
  try {
    await removeFromCluster(context, request, known, given, log);
  } catch (error) {
    if (error instanceof NoMatchError || isNotFound(error)) {
      // The object or its kind no longer exists.
    } else if (error instanceof ClusterUnreachableError) unreachable(context, request, error);
    else throw error;
  }
  log.clear();
  if (kindOf(known) === "CustomResourceDefinition") context.cluster().discovery.forgetGroupOf(known);
  context.known.remove(request.urn, request.id);
}

async function removeFromCluster(
  context: OperationContext,
  request: DeleteRequest,
  known: KubernetesObject,
  inputs: KubernetesObject,
  log: StatusLog,
): Promise<void> {
  const { client, discovery } = context.cluster();
  const { namespace, name } = parseId(request.id);
  const collection = await discovery.collection(apiVersionOf(known), kindOf(known), namespace);
  const isLeaf =
    LEAVES.has(`${groupOf(apiVersionOf(known))}/${kindOf(known)}`) &&
    annotation(inputs, DELETION_PROPAGATION) === undefined;
  const propagationPolicy = isLeaf ? "Background" : deletionPropagationOf(inputs);
  const uid = uidOf(known);
  let answer: KubernetesObject;
  try {
    answer = await client.delete(collection, name, { propagationPolicy, uid });
  } catch (error) {
    if (!isConflict(error) || uid === "") throw error;
    const other = await client.get(collection, name);
    if (uidOf(other) === uid) throw error;
    log.warn(
      `${kindOf(known)} ${request.id} was deleted and created again by someone else; the new one is kept`,
    );
    return;
  }
  if (kindOf(answer) === "Status" || (skipsAwait(inputs) && SKIPPABLE.has(kindOf(known)))) return;
  log.status("Resource scheduled for deletion");
  await untilGone(context, collection, answer, timeoutOf(inputs, request.timeout), request);
}

/** Waits until the object no longer exists, through the watch that all deletions in its namespace share. */
async function untilGone(
  context: OperationContext,
  collection: Collection,
  object: KubernetesObject,
  timeout: number,
  request: DeleteRequest,
): Promise<void> {
  const { client, informers } = context.cluster();
  const { signal } = context;
  const started = performance.now();
  const informer = informers.of(collection);
  const changes = new Changes([informer], signal);
  let last: KubernetesObject | undefined;
  let headline: string | undefined;
  try {
    await changes.ready(informer);
    while (headline === undefined) {
      const { last: seen } = changes;
      const found = informer.items().find((candidate) => uidOf(candidate) === uidOf(object));
      if (!found && last) return;
      last = found ?? last;
      const left = timeout - (performance.now() - started);
      if (signal.aborted) headline = `Resource operation was cancelled for '${nameOf(object)}'`;
      // A shared watch that started earlier may not contain the object yet, or no longer.
      else if (!found && (await isDeleted(client, collection, object))) return;
      else if (left <= 0) {
        const type = `${apiVersionOf(object)}/${kindOf(object)}`;
        headline = `timed out waiting for deletion of ${type} ${JSON.stringify(idOf(object))}`;
      } else if (changes.last === seen) await changes.sleep(left);
    }
  } finally {
    changes.close();
  }
  const reasons = [headline, ...obstacles(last ?? object)];
  const { id, properties, oldInputs } = request;
  throw new InitializationError(reasons.join("; "), id, properties, oldInputs, reasons);
}

async function isDeleted(
  client: ApiClient,
  collection: Collection,
  object: KubernetesObject,
): Promise<boolean> {
  try {
    return uidOf(await client.get(collection, nameOf(object))) !== uidOf(object);
  } catch (error) {
    if (isNotFound(error)) return true;
    throw error;
  }
}

/** What blocks an object's deletion: its finalizers, and a namespace's conditions about remaining contents. */
function obstacles(object: KubernetesObject): string[] {
  const finalizers = (at(object, "metadata", "finalizers") ?? []) as string[];
  const conditions = mapsAt(object, "status", "conditions").filter(
    (condition) => isTrue(condition) && /^Namespace/.test(textAt(condition, "type") ?? ""),
  );
  return [
    ...(finalizers.length > 0 ? [`it waits for its finalizers: ${finalizers.join(", ")}`] : []),
    ...conditions.map((condition) => conditionText(condition) ?? textAt(condition, "message") ?? ""),
  ];
}

function unreachable(
  { host, config }: OperationContext,
  { urn }: DeleteRequest,
  error: ClusterUnreachableError,
): void {
  if (config.deleteUnreachable) {
    host.log("warning", error.message, { urn });
    host.log("info", "the `deleteUnreachable` option is set: the object is removed from the state", { urn });
    return;
  }
  throw new Error(
    `${error.message}\n\nIf the cluster was deleted, run again with the environment variable ` +
      'PULUMI_K8S_DELETE_UNREACHABLE set to "true" to remove this resource from the state.',
  );
}
