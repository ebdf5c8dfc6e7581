import { istiodAddress } from "../../mesh/current/proxyConfig";
import { concat, type Injection } from "./injection";
import {
  applicationNames,
  bootstrapVariable,
  networkVariable,
  ownerVariable,
  podPortsText,
  probersVariable,
  prometheusVariable,
  proxyConfigText,
  proxyMetadata,
  workloadVariable,
  type Variable,
} from "./proxyVariables";
import { interceptionMode } from "./settings";

const field = (name: string, fieldPath: string): Variable => ({
  name,
  valueFrom: { fieldRef: { fieldPath } },
});
const limit = (name: string, resource: string): Variable => ({
  name,
  valueFrom: { resourceFieldRef: { resource: `limits.${resource}`, divisor: "1" } },
});

/** Environment of the proxy: identity, settings, and tasks of its agent. */
export function proxyEnvironment(injection: Injection): Variable[] {
  const { derive, params } = injection;
  const { mesh, namespace, revision } = params;
  return concat<Variable>(
    injection,
    mesh.localhostInbound ? [{ name: "REWRITE_PROBE_LEGACY_LOCALHOST_DESTINATION", value: "true" }] : [],
    [
      { name: "PILOT_CERT_PROVIDER", value: "istiod" },
      { name: "CA_ADDR", value: istiodAddress(namespace, revision) },
      field("POD_NAME", "metadata.name"),
      field("POD_NAMESPACE", "metadata.namespace"),
      field("INSTANCE_IP", "status.podIP"),
      field("SERVICE_ACCOUNT", "spec.serviceAccountName"),
      field("HOST_IP", "status.hostIP"),
      limit("ISTIO_CPU_LIMIT", "cpu"),
      { name: "PROXY_CONFIG", value: derive(proxyConfigText) },
      { name: "ISTIO_META_POD_PORTS", value: derive(podPortsText) },
      { name: "ISTIO_META_APP_CONTAINERS", value: derive(applicationNames) },
      limit("GOMEMLIMIT", "memory"),
      limit("GOMAXPROCS", "cpu"),
      { name: "ISTIO_META_CLUSTER_ID", value: params.clusterId },
      field("ISTIO_META_NODE_NAME", "spec.nodeName"),
      { name: "ISTIO_META_INTERCEPTION_MODE", value: derive(interceptionMode) },
    ],
    derive(networkVariable),
    derive(workloadVariable),
    derive(ownerVariable),
    derive(bootstrapVariable),
    [
      { name: "ISTIO_META_MESH_ID", value: params.meshId === "" ? mesh.trustDomain : params.meshId },
      { name: "TRUST_DOMAIN", value: mesh.trustDomain },
    ],
    derive(proxyMetadata),
    derive(prometheusVariable),
    derive(probersVariable),
  );
}
