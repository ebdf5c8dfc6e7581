import type { ApiType } from "./builtInTypes";
import { groupOf } from "./object";

const POD: ApiType = { apiVersion: "v1", kind: "Pod" };

const RELATED: Readonly<Record<string, readonly ApiType[]>> = {
  "apps/DaemonSet": [POD],
  "apps/Deployment": [
    { apiVersion: "apps/v1", kind: "ReplicaSet" },
    POD,
    { apiVersion: "v1", kind: "PersistentVolumeClaim" },
  ],
  "apps/StatefulSet": [POD],
  "batch/Job": [POD],
  "networking.k8s.io/Ingress": [{ apiVersion: "v1", kind: "Service" }],
  "/PersistentVolumeClaim": [{ apiVersion: "storage.k8s.io/v1", kind: "StorageClass" }],
  "/Service": [{ apiVersion: "discovery.k8s.io/v1", kind: "EndpointSlice" }],
};

/**
 * The kinds whose objects show whether an object of this kind is ready. A wait watches them, so an account that
 * creates the object needs permission to list and watch them.
 */
export const relatedKindsOf = (apiVersion: string, kind: string): readonly ApiType[] =>
  RELATED[`${groupOf(apiVersion)}/${kind}`] ?? [];
