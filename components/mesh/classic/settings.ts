import type { ImageSettings } from "../../images";

/** What a stack may say of its classic control plane (Istio 0.2). */
export interface ClassicMeshArgs {
  /** Namespace of the control plane, which it makes. Default `istio-system`. */
  namespace?: string;
  /** Registry and folder of Istio's images. Default `docker.io/istio`. */
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
  /** Where the ingress answers on every node. */
  ingress?: ClassicIngressArgs;
  /**
   * Whether the mesh is the control plane's own namespace only: Pilot and the CA then look at nothing outside
   * it. Default false, the mesh is the whole cluster.
   */
  singleNamespace?: boolean;
  /** The stack's image settings. Default: each image as the release has it. */
  images?: ImageSettings;
}

/** The NodePorts of the ingress. */
export interface ClassicIngressArgs {
  /** NodePort of HTTP (port 80). Default 32000. */
  httpNodePort?: number;
  /** NodePort of HTTPS (port 443). Default: one that the cluster assigns. */
  httpsNodePort?: number;
}

/** {@link ClassicMeshArgs} with every default in its place. */
export type ClassicMeshSettings = Required<Omit<ClassicMeshArgs, "ingress">> & {
  ingress: ClassicIngressArgs & { httpNodePort: number };
};

/** The settings that a stack's arguments mean. */
export function classicMeshSettings(args: ClassicMeshArgs = {}): ClassicMeshSettings {
  const { ingress } = args;
  return {
    namespace: args.namespace ?? "istio-system",
    hub: args.hub ?? "docker.io/istio",
    tag: args.tag ?? "0.2.12",
    debugImages: args.debugImages ?? true,
    tls: args.tls ?? false,
    policyChecks: args.policyChecks ?? true,
    tracing: args.tracing ?? true,
    ingress: { ...ingress, httpNodePort: ingress?.httpNodePort ?? 32000 },
    singleNamespace: args.singleNamespace ?? false,
    images: args.images ?? {},
  };
}

/** The name of one of Istio's own images: `pilot`, `mixer`, `istio-ca`, … */
export function istioImage({ hub, tag }: Pick<ClassicMeshSettings, "hub" | "tag">, name: string): string {
  return `${hub}/${name}:${tag}`;
}

/** The service account of one part of the control plane. */
export function serviceAccountName(part: string): string {
  return `istio-${part}-service-account`;
}
