import type { types } from "@pulumi/kubernetes";
import { fieldEnv } from "../../uninjectedDeployment";
import type { InjectionWebhook } from "./injectionWebhook";
import type { CurrentMeshSettings } from "./config";
import { ISTIOD, CLUSTER_ID } from "./names";

type EnvVar = types.input.core.v1.EnvVar;

/** Disabled features, so that istiod starts sooner and requires fewer rights. */
const TURNED_OFF: Readonly<Record<string, string>> = {
  // Sidecars are injected before objects reach the cluster, unless the webhook is configured.
  INJECT_ENABLED: "false",
  // istiod would set its validating webhook to reject every write while istiod is down.
  VALIDATION_WEBHOOK_CONFIG_NAME: "",
  // Without an election, a new istiod does not wait for the lease of a killed one.
  ENABLE_LEADER_ELECTION: "false",
  // This project uses Istio's own kinds for gateways and routes.
  PILOT_ENABLE_GATEWAY_API: "false",
  // Machines outside the cluster cannot join the mesh.
  PILOT_ENABLE_WORKLOAD_ENTRY_AUTOREGISTRATION: "false",
  PILOT_ENABLE_WORKLOAD_ENTRY_HEALTHCHECKS: "false",
};

/** Disables the filters that only Istio's build of Envoy has; other builds reject them. */
const ISTIO_FILTERS_OFF: Readonly<Record<string, string>> = {
  PILOT_ENABLE_METADATA_EXCHANGE: "false",
  PILOT_ENABLE_ALPN_FILTER: "false",
  PILOT_DISABLE_MX_ALPN: "true",
};

/** istiod's environment. */
export function istiodEnv({ proxy }: CurrentMeshSettings, webhook?: InjectionWebhook): EnvVar[] {
  const values: Record<string, string> = {
    REVISION: "default",
    CLUSTER_ID,
    PILOT_CERT_PROVIDER: ISTIOD,
    ...TURNED_OFF,
    ...(proxy === "envoy" && ISTIO_FILTERS_OFF),
    ...webhook?.istiodEnv,
  };
  return [
    ...Object.entries(values).map(([name, value]) => ({ name, value })),
    fieldEnv("POD_NAME", "metadata.name"),
    fieldEnv("POD_NAMESPACE", "metadata.namespace"),
    fieldEnv("SERVICE_ACCOUNT", "spec.serviceAccountName"),
    cpuLimitEnv("GOMAXPROCS"),
  ];
}

/** An environment variable with the container's CPU limit in whole cores; without a limit, the node's cores. */
export function cpuLimitEnv(name: string): EnvVar {
  return { name, valueFrom: { resourceFieldRef: { resource: "limits.cpu", divisor: "1" } } };
}
