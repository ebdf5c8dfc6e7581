import {
  mergeProxyConfig,
  type CanonicalProxyConfig,
  type ProxyConfig,
} from "../../mesh/current/proxyConfig";
import { parseProxyConfig } from "./annotations";
import type { CompleteCurrentParams } from "./params";
import type { Pod } from "./pod";

/** Name of the sidecar container. */
export const proxyContainerName = "istio-proxy";

/** Name of the container that redirects the pod's traffic to the proxy and then exits. */
export const initContainerName = "istio-init";

/** User and group of the proxy. The redirection exempts the traffic of this user. */
export const proxyUser = 1337;

/** Port of the proxy's health endpoint. */
export const healthPort = 15021;

/** Port of Envoy's own Prometheus metrics. */
export const envoyMetricsPort = 15090;

/* Settings that combine the pod's annotations with the parameters. */

export function proxyConfigOf(pod: Pod, params: CompleteCurrentParams): CanonicalProxyConfig {
  const own = pod.annotation("proxy.istio.io/config");
  const { defaultConfig } = params.mesh;
  return own === undefined
    ? defaultConfig
    : mergeProxyConfig(defaultConfig, parseProxyConfig(own) as ProxyConfig);
}

/** Method of traffic redirection. */
export function interceptionMode(pod: Pod, params: CompleteCurrentParams): string {
  return (
    pod.annotation("sidecar.istio.io/interceptionMode") ??
    proxyConfigOf(pod, params).interceptionMode ??
    "REDIRECT"
  );
}

/** True if the proxy is a restartable init container. */
export function isNative(pod: Pod, params: CompleteCurrentParams): boolean {
  const own = pod.annotation("sidecar.istio.io/nativeSidecar");
  return own === undefined || own === "" ? params.nativeSidecars : own !== "false";
}

/** True if the application's containers wait for the proxy. */
export function holdsApplication(pod: Pod, params: CompleteCurrentParams): boolean {
  return proxyConfigOf(pod, params).holdApplicationUntilProxyStarts === true;
}

/** Port of the agent, from the pod's annotation or the mesh; `0` disables it. */
export function statusPort(pod: Pod, params: CompleteCurrentParams): string {
  return pod.annotation("status.sidecar.istio.io/port") ?? String(params.mesh.defaultConfig.statusPort);
}

/** Port of the agent in the proxy configuration, which ignores the annotation of {@link statusPort}. */
export function agentPort(pod: Pod, params: CompleteCurrentParams): number {
  return proxyConfigOf(pod, params).statusPort ?? 0;
}

export function proxyImage(pod: Pod, params: CompleteCurrentParams): string {
  return imageName(pod, params, proxyConfigOf(pod, params).image?.imageType);
}

/** The image of the init container ignores the image type of the proxy configuration. */
export function initImage(pod: Pod, params: CompleteCurrentParams): string {
  return imageName(pod, params, undefined);
}

function imageName(pod: Pod, params: CompleteCurrentParams, typeByConfig: string | undefined): string {
  const own = pod.annotation("sidecar.istio.io/proxyImage");
  if (own !== undefined && own.includes("/")) return own;
  if (params.image !== undefined) return params.image;
  const type = pod.annotation("sidecar.istio.io/proxyImageType") ?? typeByConfig;
  return `${params.hub}/proxyv2:${tagOfType(params.tag, type)}`;
}

/** Replaces the image type at the end of a tag: `1.31.4-debug`. */
function tagOfType(tag: string, type: string | undefined): string {
  if (type === undefined || type === "") return tag;
  const bare = tag.replace(/-(distroless|debug)$/, "");
  return type === "default" ? bare : `${bare}-${type}`;
}

/** Resources of the injected containers. A single annotation replaces all resources of the parameters. */
export function resources(pod: Pod, params: CompleteCurrentParams): object {
  const own = (cpu: string, memory: string) => {
    const amounts = {
      cpu: pod.annotation(`sidecar.istio.io/${cpu}`),
      memory: pod.annotation(`sidecar.istio.io/${memory}`),
    };
    return Object.fromEntries(Object.entries(amounts).filter(([, amount]) => amount !== undefined));
  };
  const requests = own("proxyCPU", "proxyMemory");
  const limits = own("proxyCPULimit", "proxyMemoryLimit");
  const given = [requests, limits].filter((amounts) => Object.keys(amounts).length > 0);
  if (given.length === 0) return params.resources;
  return {
    ...(given.includes(requests) && { requests }),
    ...(given.includes(limits) && { limits }),
  };
}
