import { deepEquals } from "../../../protocol/values";
import { at, isMap, nameOf, numberAt, textAt } from "../../../../lib/clients/kubernetes/object";
import { valueAt } from "../object";
import { ready, waiting, type Awaiter } from "./verdict";

/** A replication controller is ready when all requested pods are available. */
export const replicationControllerAwaiter: Awaiter = {
  defaultTimeout: 600,
  onRead: false,
  decide(controller) {
    const wanted = numberAt(controller, "spec", "replicas") ?? 1;
    const available = numberAt(controller, "status", "availableReplicas") ?? 0;
    if (available === wanted) return ready();
    const text = `Waiting for ReplicationController ${JSON.stringify(nameOf(controller))} (${available}/${wanted} Pods available)`;
    return waiting(text, [text]);
  },
};

/** A quota is ready when its controller has applied its limits. */
export const resourceQuotaAwaiter: Awaiter = {
  defaultTimeout: 60,
  onRead: false,
  decide(quota) {
    if (deepEquals(valueAt(quota, "spec", "hard"), valueAt(quota, "status", "hard"))) return ready();
    const text = "Waiting for the ResourceQuota's limits to be taken up";
    return waiting(text, [text]);
  },
};

/** A controller fills in a service account's token; any other Secret is ready at once. */
export const secretAwaiter: Awaiter = {
  defaultTimeout: 30,
  onRead: false,
  decide(secret) {
    if (textAt(secret, "type") !== "kubernetes.io/service-account-token") return ready();
    const data = at(secret, "data");
    if (isMap(data) && Object.keys(data).length > 0) return ready();
    const text = "Waiting for the service account's token to be issued";
    return waiting(text, [text]);
  },
};
