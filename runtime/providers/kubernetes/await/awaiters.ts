import type { ApiType } from "../../../../lib/clients/kubernetes/builtInTypes";
import { apiVersionOf, groupOf, kindOf } from "../../../../lib/clients/kubernetes/object";
import { relatedKindsOf } from "../../../../lib/clients/kubernetes/relatedKinds";
import type { KubernetesObject } from "../object";
import { decideDeployment } from "./deployment";
import { decidePod } from "./pods";
import { decideIngress, decideService } from "./services";
import {
  decideCustomResourceDefinition,
  decidePersistentVolume,
  decidePersistentVolumeClaim,
  decideReplicationController,
  decideResourceQuota,
  decideSecret,
} from "./simple";
import type { Decide } from "./verdict";
import { decideDaemonSet, decideJob, decideStatefulSet } from "./workloads";

/** How to wait for a kind. */
export interface Awaiter {
  decide: Decide;
  /** Seconds. Default: 600. */
  defaultTimeout?: number;
  /** The kinds to watch besides the object: in its namespace, or cluster-wide for cluster-scoped kinds. Default: none. */
  related?: readonly ApiType[];
  /**
   * Watch all objects of the kind together instead of one by one: for kinds with few objects that are created at
   * once. Default: false.
   */
  sharedWatch?: boolean;
  /** Whether a refresh checks readiness too. Default: false. */
  onRead?: boolean;
}

const AWAITERS: Record<string, Awaiter> = {
  "apps/DaemonSet": { decide: decideDaemonSet, onRead: true },
  "apps/Deployment": { decide: decideDeployment, onRead: true },
  "apps/StatefulSet": { decide: decideStatefulSet, onRead: true },
  "apiextensions.k8s.io/CustomResourceDefinition": {
    decide: decideCustomResourceDefinition,
    defaultTimeout: 60,
    sharedWatch: true,
  },
  "batch/Job": { decide: decideJob, onRead: true },
  "networking.k8s.io/Ingress": { decide: decideIngress, onRead: true },
  "/PersistentVolume": { decide: decidePersistentVolume, defaultTimeout: 300 },
  "/PersistentVolumeClaim": { decide: decidePersistentVolumeClaim, defaultTimeout: 300 },
  "/Pod": { decide: decidePod, onRead: true },
  "/ReplicationController": { decide: decideReplicationController },
  "/ResourceQuota": { decide: decideResourceQuota, defaultTimeout: 60 },
  "/Secret": { decide: decideSecret, defaultTimeout: 30 },
  "/Service": { decide: decideService, onRead: true },
};

/** The awaiter of an object; undefined for kinds that are ready as soon as they exist. */
export function awaiterOf(object: KubernetesObject): Awaiter | undefined {
  const [apiVersion, kind] = [apiVersionOf(object), kindOf(object)];
  const awaiter = AWAITERS[`${groupOf(apiVersion)}/${kind}`];
  return awaiter && { ...awaiter, related: relatedKindsOf(apiVersion, kind) };
}
