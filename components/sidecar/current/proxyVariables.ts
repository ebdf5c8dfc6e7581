import { withoutDefaults } from "../../mesh/current/proxyConfig";
import type { CompleteCurrentParams } from "./params";
import type { Pod } from "./pod";
import { appProbers } from "./probes";
import { prometheusScraping } from "./prometheus";
import { proxyContainerName } from "./proxyConstants";
import { proxyConfigOf } from "./settings";
import { hasOwnBootstrap } from "./volumes";

/*
 * What of the proxy's environment depends on the pods. A variable that says nothing is left out.
 */

/** An environment variable of a container. */
export interface Variable {
  name: string;
  value?: string;
  valueFrom?: object;
}

/** The proxy's settings, as JSON. */
export function proxyConfigText(pod: Pod, params: CompleteCurrentParams): string {
  return JSON.stringify(withoutDefaults(proxyConfigOf(pod, params)));
}

/** The ports of the pods' containers, as JSON. */
export function podPortsText(pod: Pod): string {
  return JSON.stringify(pod.containers.flatMap(({ ports }) => ports ?? []));
}

/** The names of the application's containers. */
export function applicationContainers(pod: Pod): string[] {
  return pod.containers.map(({ name }) => name).filter((name) => name !== proxyContainerName);
}

/** The same as one text. */
export function applicationNames(pod: Pod): string {
  return applicationContainers(pod).join(",");
}

/** The network that the pods are in; empty where there is but one. */
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

/** The proxy's metadata. */
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
