import type { types } from "@pulumi/kubernetes";
import { fieldEnv } from "../../uninjectedDeployment";
import type { InjectionWebhook } from "./injectionWebhook";
import { CLUSTER_ID, type CurrentMeshSettings } from "./settings";
import { ISTIOD } from "./rbac";

type EnvVar = types.input.core.v1.EnvVar;

/** What istiod does not do here, so that it starts sooner and may do less in the cluster. */
const TURNED_OFF: Readonly<Record<string, string>> = {
  // Sidecars are injected before anything reaches the cluster: istiod serves no injection template, unless asked to.
  INJECT_ENABLED: "false",
  // A validating webhook that istiod looks after is set to refuse whatever comes while istiod is away.
  VALIDATION_WEBHOOK_CONFIG_NAME: "",
  // There is one istiod. Without an election, its successor need not wait until the lease of a killed one is over.
  ENABLE_LEADER_ELECTION: "false",
  // Gateways and routes are Istio's own kinds.
  PILOT_ENABLE_GATEWAY_API: "false",
  // Machines outside the cluster do not join the mesh.
  PILOT_ENABLE_WORKLOAD_ENTRY_AUTOREGISTRATION: "false",
  PILOT_ENABLE_WORKLOAD_ENTRY_HEALTHCHECKS: "false",
};

/** Filters of Istio's own build of Envoy, which another one refuses. */
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

/** An environment variable with the container's CPU limit in whole cores: the node's where it has none. */
export function cpuLimitEnv(name: string): EnvVar {
  return { name, valueFrom: { resourceFieldRef: { resource: "limits.cpu", divisor: "1" } } };
}
