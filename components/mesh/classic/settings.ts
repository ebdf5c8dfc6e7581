import type { ImageSettings } from "../../images";
import { classicMeshDefaults as defaults } from "../defaults";

/** The arguments of a classic control plane (Istio 0.2). */
export interface ClassicMeshArgs {
  /** Namespace of the control plane; the component creates it. Default `istio-system`. */
  namespace?: string;
  /** Registry and path of Istio's images. Default `docker.io/istio`. */
  hub?: string;
  /** Tag of Istio's images. Default `0.2.12`. */
  tag?: string;
  /** Whether ingress and egress run the proxy image with debugging tools, as the release does. Default true. */
  debugImages?: boolean;
  /** Mutual TLS between the proxies. Default false. */
  tls?: boolean;
  /** Whether the proxies ask Mixer before they let a request pass. Default true. */
  policyChecks?: boolean;
  /** Whether proxies and Mixer send traces to Zipkin. Default true. */
  tracing?: boolean;
  /** The ports of the ingress on every node. */
  ingress?: ClassicIngressArgs;
  /**
   * Whether the mesh is the control plane's namespace only: Pilot and the CA then watch no other namespace.
   * Default false: the mesh is the whole cluster.
   */
  singleNamespace?: boolean;
  /** The stack's image settings. Default: the image names of the release. */
  images?: ImageSettings;
}

/** The NodePorts of the ingress. */
interface ClassicIngressArgs {
  /** NodePort of HTTP (port 80). Default 32000. */
  httpNodePort?: number;
  /** NodePort of HTTPS (port 443). Default: assigned by the cluster. */
  httpsNodePort?: number;
}

/** {@link ClassicMeshArgs} with the defaults filled in. */
export type ClassicMeshSettings = Required<Omit<ClassicMeshArgs, "ingress">> & {
  ingress: ClassicIngressArgs & { httpNodePort: number };
};

/** Fills in the defaults. */
export function classicMeshSettings(args: ClassicMeshArgs = {}): ClassicMeshSettings {
  const { ingress } = args;
  return {
    namespace: args.namespace ?? defaults.namespace,
    hub: args.hub ?? defaults.hub,
    tag: args.tag ?? defaults.tag,
    debugImages: args.debugImages ?? defaults.debugImages,
    tls: args.tls ?? defaults.tls,
    policyChecks: args.policyChecks ?? defaults.policyChecks,
    tracing: args.tracing ?? defaults.tracing,
    ingress: { ...ingress, httpNodePort: ingress?.httpNodePort ?? defaults.httpNodePort },
    singleNamespace: args.singleNamespace ?? defaults.singleNamespace,
    images: args.images ?? {},
  };
}

/** The service account of one part of the control plane. */
export function serviceAccountName(part: string): string {
  return `istio-${part}-service-account`;
}
