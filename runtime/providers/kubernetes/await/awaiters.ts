import { groupOf } from "../../../../lib/clients/kubernetes/object";
import { customResourceDefinitionAwaiter } from "./customResourceDefinition";
import { daemonSetAwaiter } from "./daemonSet";
import { deploymentAwaiter } from "./deployment";
import { ingressAwaiter } from "./ingress";
import { jobAwaiter } from "./job";
import { podAwaiter } from "./pod";
import { serviceAwaiter } from "./service";
import { replicationControllerAwaiter, resourceQuotaAwaiter, secretAwaiter } from "./simple";
import { statefulSetAwaiter } from "./statefulSet";
import type { Awaiter } from "./verdict";
import { persistentVolumeAwaiter, persistentVolumeClaimAwaiter } from "./volumes";

const AWAITERS: Record<string, Awaiter> = {
  "apps/DaemonSet": daemonSetAwaiter,
  "apps/Deployment": deploymentAwaiter,
  "apps/StatefulSet": statefulSetAwaiter,
  "apiextensions.k8s.io/CustomResourceDefinition": customResourceDefinitionAwaiter,
  "batch/Job": jobAwaiter,
  "networking.k8s.io/Ingress": ingressAwaiter,
  "/PersistentVolume": persistentVolumeAwaiter,
  "/PersistentVolumeClaim": persistentVolumeClaimAwaiter,
  "/Pod": podAwaiter,
  "/ReplicationController": replicationControllerAwaiter,
  "/ResourceQuota": resourceQuotaAwaiter,
  "/Secret": secretAwaiter,
  "/Service": serviceAwaiter,
};

/** The awaiter of a kind; undefined for kinds that are ready as soon as they exist. */
export const awaiterOf = (apiVersion: string, kind: string): Awaiter | undefined =>
  AWAITERS[`${groupOf(apiVersion)}/${kind}`];
