import type { ImageSettings } from "../../images";
import { currentMeshDefaults as defaults } from "../defaults";

/** The build of Envoy: `istio` is Istio's own build; `envoy` is the build of the Envoy project, without Istio's filters. */
type ProxyBuild = "istio" | "envoy";

/** The arguments of a current control plane (Istio 1.31). */
export interface CurrentMeshArgs {
  /** Namespace of the control plane and root namespace of the mesh; the component creates it. Default `istio-system`. */
  namespace?: string;
  /** Registry and path of Istio's images. Default `docker.io/istio`. */
  hub?: string;
  /** Tag of Istio's images. Default `1.31.4`. */
  tag?: string;
  /** Mutual TLS between the proxies: true rejects plain text, false turns TLS off. Default true. */
  tls?: boolean;
  /** Whether the proxies send traces to Zipkin. Default true. */
  tracing?: boolean;
  /** Share of the requests that are traced, in percent, 0 to 100 in steps of 0.01. Default 100. */
  sampling?: number;
  /** The ports of the ingress gateway on every node. */
  ingress?: CurrentIngressArgs;
  /** The build of Envoy in the proxies' image. Default `istio`. */
  proxy?: ProxyBuild;
  /** The stack's image settings. Default: Istio's image names. */
  images?: ImageSettings;
}

/** The NodePorts of the ingress gateway. */
interface CurrentIngressArgs {
  /** NodePort of HTTP (port 80). Default 32000. */
  httpNodePort?: number;
  /** NodePort of HTTPS (port 443). Default: the gateway has no HTTPS and cannot read Secrets. */
  httpsNodePort?: number;
}

/** {@link CurrentMeshArgs} with the defaults filled in. */
export type CurrentMeshSettings = Required<Omit<CurrentMeshArgs, "ingress">> & {
  ingress: CurrentIngressArgs & { httpNodePort: number };
};

/** DNS domain of the cluster's Services and trust domain of the mesh: the first part of every SPIFFE identity. */
export const CLUSTER_DOMAIN = "cluster.local";

/** The cluster's name in the mesh. */
export const CLUSTER_ID = "Kubernetes";

/**
 * Fills in the defaults.
 * @throws Error when the sampling is not a percentage
 */
export function currentMeshSettings(args: CurrentMeshArgs = {}): CurrentMeshSettings {
  const { ingress, sampling = defaults.sampling } = args;
  if (!(sampling >= 0 && sampling <= 100)) {
    throw new Error(`sampling: found ${String(sampling)}; expected a percentage, 0 to 100`);
  }
  return {
    namespace: args.namespace ?? defaults.namespace,
    hub: args.hub ?? defaults.hub,
    tag: args.tag ?? defaults.tag,
    tls: args.tls ?? defaults.tls,
    tracing: args.tracing ?? defaults.tracing,
    sampling,
    ingress: { ...ingress, httpNodePort: ingress?.httpNodePort ?? defaults.httpNodePort },
    proxy: args.proxy ?? defaults.proxy,
    images: args.images ?? {},
  };
}
