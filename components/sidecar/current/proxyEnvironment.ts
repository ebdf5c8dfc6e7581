import { istiodName, withoutDefaults } from "../../mesh/current/proxyConfig";
import { concat, type Injection } from "./injection";
import type { CompleteCurrentParams } from "./params";
import type { ContainerPort, Pod } from "./pod";
import { appProbers } from "./probes";
import { prometheusScraping } from "./prometheus";
import { proxyContainerName } from "./proxyContainer";
import { interceptionMode, proxyConfigOf } from "./settings";
import { hasOwnBootstrap } from "./volumes";

/** An environment variable of a container. */
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

/** The variable where it says something. */
const optional = (name: string, value: string | undefined): Variable[] =>
  value === undefined || value === "" ? [] : [{ name, value }];

/** The proxy's environment: who and where it is, its settings, and what its agent does for the application. */
export function proxyEnvironment(injection: Injection): Variable[] {
  const { derive, params } = injection;
  const { mesh, namespace, revision } = params;
  return concat<Variable>(
    injection,
    mesh.localhostInbound ? [{ name: "REWRITE_PROBE_LEGACY_LOCALHOST_DESTINATION", value: "true" }] : [],
    [
      { name: "PILOT_CERT_PROVIDER", value: "istiod" },
      { name: "CA_ADDR", value: `${istiodName(revision)}.${namespace}.svc:15012` },
      field("POD_NAME", "metadata.name"),
      field("POD_NAMESPACE", "metadata.namespace"),
      field("INSTANCE_IP", "status.podIP"),
      field("SERVICE_ACCOUNT", "spec.serviceAccountName"),
      field("HOST_IP", "status.hostIP"),
      limit("ISTIO_CPU_LIMIT", "cpu"),
      {
        name: "PROXY_CONFIG",
        value: derive((pod) => JSON.stringify(withoutDefaults(proxyConfigOf(pod, params)))),
      },
      { name: "ISTIO_META_POD_PORTS", value: derive((pod) => JSON.stringify(podPorts(pod))) },
      { name: "ISTIO_META_APP_CONTAINERS", value: derive((pod) => applicationContainers(pod).join(",")) },
      limit("GOMEMLIMIT", "memory"),
      limit("GOMAXPROCS", "cpu"),
      { name: "ISTIO_META_CLUSTER_ID", value: params.clusterId },
      field("ISTIO_META_NODE_NAME", "spec.nodeName"),
      { name: "ISTIO_META_INTERCEPTION_MODE", value: derive(interceptionMode) },
    ],
    derive((pod) => optional("ISTIO_META_NETWORK", networkOf(pod, params))),
    derive((pod) => optional("ISTIO_META_WORKLOAD_NAME", workloadName(pod))),
    derive((pod) => optional("ISTIO_META_OWNER", owner(pod))),
    derive((pod) =>
      optional(
        "ISTIO_BOOTSTRAP_OVERRIDE",
        hasOwnBootstrap(pod) ? "/etc/istio/custom-bootstrap/custom_bootstrap.json" : undefined,
      ),
    ),
    [
      { name: "ISTIO_META_MESH_ID", value: params.meshId === "" ? mesh.trustDomain : params.meshId },
      { name: "TRUST_DOMAIN", value: mesh.trustDomain },
    ],
    derive(proxyMetadata),
    derive((pod) => optional("ISTIO_PROMETHEUS_ANNOTATIONS", prometheusScraping(pod, params))),
    derive((pod) => optional("ISTIO_KUBE_APP_PROBERS", appProbers(pod, params))),
  );
}

/** The names of the application's containers. */
export function applicationContainers(pod: Pod): string[] {
  return pod.containers.map(({ name }) => name).filter((name) => name !== proxyContainerName);
}

/** The network that the pods are in; empty where there is but one. */
export function networkOf(pod: Pod, params: CompleteCurrentParams): string {
  return pod.label("topology.istio.io/network") ?? params.network;
}

/** The proxy's metadata as environment. */
export function proxyMetadata(pod: Pod, params: CompleteCurrentParams): Variable[] {
  return Object.entries(proxyConfigOf(pod, params).proxyMetadata ?? {}).map(([name, value]) => ({
    name,
    value,
  }));
}

function podPorts(pod: Pod): ContainerPort[] {
  return pod.containers.flatMap(({ ports }) => ports ?? []);
}

function workloadName(pod: Pod): string {
  return pod.label("service.istio.io/workload-name") || pod.name;
}

function owner(pod: Pod): string | undefined {
  if (pod.name === "") return undefined;
  const { apiVersion, kind } = pod.type;
  const namespace = pod.namespace || "default";
  return `kubernetes://apis/${apiVersion}/namespaces/${namespace}/${kind.toLowerCase()}s/${pod.name}`;
}
