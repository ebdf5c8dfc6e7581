import type { ImageSettings } from "../../images";
import type { InjectionWebhook } from "./injectionWebhook";
import type { CurrentMeshConfig } from "./meshConfig";

/**
 * What the proxies are: `istio` is Istio's own build of Envoy; `envoy` is Envoy as its project releases it, which
 * lacks Istio's filters.
 */
export type ProxyBuild = "istio" | "envoy";

/** What a stack may say of its current control plane (Istio 1.31). */
export interface CurrentMeshArgs {
  /** Namespace of the control plane, which it makes; the mesh's root namespace too. Default `istio-system`. */
  namespace?: string;
  /** Registry and folder of Istio's images. Default `docker.io/istio`. */
  hub?: string;
  /** Tag of Istio's images. Default `1.31.4`. */
  tag?: string;
  /** Mutual TLS between the proxies: true accepts nothing else, false turns it off. Default false. */
  tls?: boolean;
  /** Whether the proxies send traces to Zipkin. Default true. */
  tracing?: boolean;
  /** How many percent of the requests are traced, 0 to 100 in steps of 0.01. Default 100. */
  sampling?: number;
  /** Where the ingress gateway answers on every node. */
  ingress?: CurrentIngressArgs;
  /** Which build of Envoy the proxies' image has. Default `istio`. */
  proxy?: ProxyBuild;
  /** Injection by istiod's webhook, under the mesh's configuration. Default: istiod injects nothing. */
  injectionWebhook?: (meshConfig: CurrentMeshConfig) => InjectionWebhook;
  /** The stack's image settings. Default: each image as Istio names it. */
  images?: ImageSettings;
}

/** The NodePorts of the ingress gateway. */
export interface CurrentIngressArgs {
  /** NodePort of HTTP (port 80). Default 32000. */
  httpNodePort?: number;
  /** NodePort of HTTPS (port 443). Default: the gateway has no HTTPS, and may read no Secret. */
  httpsNodePort?: number;
}

/** {@link CurrentMeshArgs} with every default in its place. */
export type CurrentMeshSettings = Required<Omit<CurrentMeshArgs, "ingress" | "injectionWebhook">> & {
  ingress: CurrentIngressArgs & { httpNodePort: number };
};

/** DNS domain of the cluster's Services, and the mesh's trust domain: the first part of every SPIFFE identity. */
export const CLUSTER_DOMAIN = "cluster.local";

/** The cluster's name in the mesh. */
export const CLUSTER_ID = "Kubernetes";

/**
 * The settings that a stack's arguments mean.
 * @throws Error when the sampling is no percentage
 */
export function currentMeshSettings(args: CurrentMeshArgs = {}): CurrentMeshSettings {
  const { ingress, sampling = 100 } = args;
  if (!(sampling >= 0 && sampling <= 100)) {
    throw new Error(`sampling: found ${String(sampling)}: allowed is a percentage, 0 to 100`);
  }
  return {
    namespace: args.namespace ?? "istio-system",
    hub: args.hub ?? "docker.io/istio",
    tag: args.tag ?? "1.31.4",
    tls: args.tls ?? false,
    tracing: args.tracing ?? true,
    sampling,
    ingress: { ...ingress, httpNodePort: ingress?.httpNodePort ?? 32000 },
    proxy: args.proxy ?? "istio",
    images: args.images ?? {},
  };
}

/** The name of one of Istio's own images: `pilot` (istiod) or `proxyv2` (agent and Envoy). */
export function istioImage({ hub, tag }: Pick<CurrentMeshSettings, "hub" | "tag">, name: string): string {
  return `${hub}/${name}:${tag}`;
}

/** `host:port` at which istiod serves configuration and certificates, over TLS. */
export function discoveryAddress(namespace: string): string {
  return `istiod.${namespace}.svc:15012`;
}
