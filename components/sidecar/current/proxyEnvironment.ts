import { jsonText } from "../../../lib/jsonText";
import { istiodAddress, withoutDefaults } from "../../mesh/current/proxyConfig";
import type { CompleteCurrentParams } from "./params";
import type { Pod } from "./pod";
import { appProbers } from "./probes";
import { prometheusScraping } from "./prometheus";
import { interceptionMode, proxyConfigOf, proxyContainerName } from "./settings";
import { hasOwnBootstrap } from "./volumes";

export interface Variable {
  name: string;
  value?: string;
  valueFrom?: object;
}

const field = (name: string, fieldPath: string): Variable => ({
  name,
  valueFrom: { fieldRef: { fieldPath } },
});
const limit = (name: string, resource: string): Variable => ({
  name,
  valueFrom: { resourceFieldRef: { resource: `limits.${resource}`, divisor: "1" } },
});
/** A variable that is omitted if its value is empty. */
const optional = (name: string, value: string | undefined): Variable[] =>
  value === undefined || value === "" ? [] : [{ name, value }];

/** Environment of the proxy: identity, settings, and tasks of its agent. */
export function proxyEnvironment(pod: Pod, params: CompleteCurrentParams): Variable[] {
  const { mesh, namespace, revision } = params;
  const config = JSON.stringify(withoutDefaults(proxyConfigOf(pod, params)));
  const ports = jsonText(pod.containers.flatMap((container) => container.ports ?? []))!;
  const bootstrap = hasOwnBootstrap(pod) ? "/etc/istio/custom-bootstrap/custom_bootstrap.json" : undefined;
  return [
    ...optional("REWRITE_PROBE_LEGACY_LOCALHOST_DESTINATION", mesh.localhostInbound ? "true" : undefined),
    { name: "PILOT_CERT_PROVIDER", value: "istiod" },
    { name: "CA_ADDR", value: istiodAddress(namespace, revision) },
    field("POD_NAME", "metadata.name"),
    field("POD_NAMESPACE", "metadata.namespace"),
    field("INSTANCE_IP", "status.podIP"),
    field("SERVICE_ACCOUNT", "spec.serviceAccountName"),
    field("HOST_IP", "status.hostIP"),
    limit("ISTIO_CPU_LIMIT", "cpu"),
    { name: "PROXY_CONFIG", value: config },
    { name: "ISTIO_META_POD_PORTS", value: ports },
    { name: "ISTIO_META_APP_CONTAINERS", value: applicationContainers(pod).join(",") },
    limit("GOMEMLIMIT", "memory"),
    limit("GOMAXPROCS", "cpu"),
    { name: "ISTIO_META_CLUSTER_ID", value: params.clusterId },
    field("ISTIO_META_NODE_NAME", "spec.nodeName"),
    { name: "ISTIO_META_INTERCEPTION_MODE", value: interceptionMode(pod, params) },
    ...optional("ISTIO_META_NETWORK", networkOf(pod, params)),
    ...optional("ISTIO_META_WORKLOAD_NAME", pod.label("service.istio.io/workload-name") || pod.name),
    ...optional("ISTIO_META_OWNER", ownerOf(pod)),
    ...optional("ISTIO_BOOTSTRAP_OVERRIDE", bootstrap),
    { name: "ISTIO_META_MESH_ID", value: params.meshId === "" ? mesh.trustDomain : params.meshId },
    { name: "TRUST_DOMAIN", value: mesh.trustDomain },
    ...proxyMetadata(pod, params),
    ...optional("ISTIO_PROMETHEUS_ANNOTATIONS", prometheusScraping(pod, params)),
    ...optional("ISTIO_KUBE_APP_PROBERS", appProbers(pod, params)),
  ];
}

/** Variables of the proxy configuration. */
export function proxyMetadata(pod: Pod, params: CompleteCurrentParams): Variable[] {
  const metadata = proxyConfigOf(pod, params).proxyMetadata ?? {};
  return Object.entries(metadata).map(([name, value]) => ({ name, value }));
}

/** Names of the application's containers. */
export function applicationContainers(pod: Pod): string[] {
  return pod.containers.map(({ name }) => name).filter((name) => name !== proxyContainerName);
}

/** Network of the pods; empty if the mesh has only one. */
export function networkOf(pod: Pod, params: CompleteCurrentParams): string {
  return pod.label("topology.istio.io/network") ?? params.network;
}

/** Address of the workload; undefined if it has no name. */
function ownerOf({ name, namespace, workload }: Pod): string | undefined {
  const { apiVersion, kind } = workload;
  return name === ""
    ? undefined
    : `kubernetes://apis/${apiVersion}/namespaces/${namespace || "default"}/${kind.toLowerCase()}s/${name}`;
}
