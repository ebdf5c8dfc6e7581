import { jsonText } from "../../../lib/jsonText";
import { withoutDefaults } from "../../mesh/current/proxyConfig";
import type { CompleteCurrentParams } from "./params";
import type { Pod } from "./pod";
import { appProbers } from "./probes";
import { prometheusScraping } from "./prometheus";
import { proxyContainerName } from "./proxyConstants";
import { proxyConfigOf } from "./settings";
import { hasOwnBootstrap } from "./volumes";

/* Environment variables that depend on the pod. Empty variables are omitted. */

export interface Variable {
  name: string;
  value?: string;
  valueFrom?: object;
}

/** Proxy configuration as JSON. */
export function proxyConfigText(pod: Pod, params: CompleteCurrentParams): string {
  return JSON.stringify(withoutDefaults(proxyConfigOf(pod, params)));
}

/** Ports of the pod's containers as JSON. */
export function podPortsText(pod: Pod): string {
  return jsonText(pod.containers.flatMap(({ ports }) => ports ?? []))!;
}

/** Names of the application's containers. */
export function applicationContainers(pod: Pod): string[] {
  return pod.containers.map(({ name }) => name).filter((name) => name !== proxyContainerName);
}

export function applicationNames(pod: Pod): string {
  return applicationContainers(pod).join(",");
}

/** Network of the pods; empty if the mesh has only one. */
export function networkOf(pod: Pod, params: CompleteCurrentParams): string {
  return pod.label("topology.istio.io/network") ?? params.network;
}

export function networkVariable(pod: Pod, params: CompleteCurrentParams): Variable[] {
  return optional("ISTIO_META_NETWORK", networkOf(pod, params));
}

export function workloadVariable(pod: Pod): Variable[] {
  return optional("ISTIO_META_WORKLOAD_NAME", pod.label("service.istio.io/workload-name") || pod.name);
}

export function ownerVariable(pod: Pod): Variable[] {
  const { apiVersion, kind } = pod.type;
  const namespace = pod.namespace || "default";
  const owner = `kubernetes://apis/${apiVersion}/namespaces/${namespace}/${kind.toLowerCase()}s/${pod.name}`;
  return optional("ISTIO_META_OWNER", pod.name === "" ? undefined : owner);
}

export function bootstrapVariable(pod: Pod): Variable[] {
  const path = "/etc/istio/custom-bootstrap/custom_bootstrap.json";
  return optional("ISTIO_BOOTSTRAP_OVERRIDE", hasOwnBootstrap(pod) ? path : undefined);
}

export function proxyMetadata(pod: Pod, params: CompleteCurrentParams): Variable[] {
  return Object.entries(proxyConfigOf(pod, params).proxyMetadata ?? {}).map(([name, value]) => ({
    name,
    value,
  }));
}

export function prometheusVariable(pod: Pod, params: CompleteCurrentParams): Variable[] {
  return optional("ISTIO_PROMETHEUS_ANNOTATIONS", prometheusScraping(pod, params));
}

export function probersVariable(pod: Pod, params: CompleteCurrentParams): Variable[] {
  return optional("ISTIO_KUBE_APP_PROBERS", appProbers(pod, params));
}

function optional(name: string, value: string | undefined): Variable[] {
  return value === undefined || value === "" ? [] : [{ name, value }];
}
