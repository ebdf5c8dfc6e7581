import { deepEquals } from "../../../protocol/values";
import { at, isMap, nameOf, numberAt, textAt } from "../../../../lib/clients/kubernetes/object";
import { valueAt } from "../object";
import { conditionOf, conditionText, isTrue } from "./conditions";
import { failed, ready, waiting, type Decide } from "./verdict";

/** A definition is ready when the server accepts its names and serves its API. */
export const decideCustomResourceDefinition: Decide = (definition) => {
  const names = conditionOf(definition, "NamesAccepted");
  if (names?.status === "False") return failed([conditionText(names) ?? "its names are not accepted"]);
  const established = conditionOf(definition, "Established");
  if (isTrue(established)) return ready();
  return waiting("Waiting for CustomResourceDefinition to be established", [
    conditionText(established) ?? "CustomResourceDefinition was not established",
  ]);
};

/** A claim is ready when it is bound, or when its class binds it only with its first pod. */
export const decidePersistentVolumeClaim: Decide = (claim, { related }) => {
  const phase = textAt(claim, "status", "phase");
  const className = textAt(claim, "spec", "storageClassName");
  const storageClass = (related.StorageClass ?? []).find((candidate) => nameOf(candidate) === className);
  const bindsLate = textAt(storageClass, "volumeBindingMode") === "WaitForFirstConsumer";
  if (phase === "Bound" || (bindsLate && phase === "Pending")) return ready();
  const text = `PersistentVolumeClaim ${JSON.stringify(nameOf(claim))} is ${phase ?? "not seen by its controller yet"}`;
  if (className === undefined) return waiting(text, [`${text}; it has no storage class`]);
  // An empty name asks for a volume without a class.
  if (storageClass || className === "") return waiting(text, [text]);
  return waiting(text, [`${text}; storage class ${JSON.stringify(className)} does not exist`]);
};

/** A volume is ready when it is available or bound. */
export const decidePersistentVolume: Decide = (volume) => {
  const phase = textAt(volume, "status", "phase");
  if (phase === "Available") return ready("PV marked available");
  if (phase === "Bound") return ready("PV has been bound");
  const text = `PersistentVolume ${JSON.stringify(nameOf(volume))} is ${phase ?? "Pending"}`;
  return waiting(text, [text]);
};

/** A replication controller is ready when all requested pods are available. */
export const decideReplicationController: Decide = (controller) => {
  const wanted = numberAt(controller, "spec", "replicas") ?? 1;
  const available = numberAt(controller, "status", "availableReplicas") ?? 0;
  if (available === wanted) return ready();
  const text = `Waiting for ReplicationController ${JSON.stringify(nameOf(controller))} (${available}/${wanted} Pods available)`;
  return waiting(text, [text]);
};

/** A quota is ready when its controller has applied its limits. */
export const decideResourceQuota: Decide = (quota) => {
  if (deepEquals(valueAt(quota, "spec", "hard"), valueAt(quota, "status", "hard"))) return ready();
  const text = "Waiting for the ResourceQuota's limits to be taken up";
  return waiting(text, [text]);
};

/** A controller fills in a service account's token; any other Secret is ready at once. */
export const decideSecret: Decide = (secret) => {
  if (textAt(secret, "type") !== "kubernetes.io/service-account-token") return ready();
  const data = at(secret, "data");
  if (isMap(data) && Object.keys(data).length > 0) return ready();
  const text = "Waiting for the service account's token to be issued";
  return waiting(text, [text]);
};
