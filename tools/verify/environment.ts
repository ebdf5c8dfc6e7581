import type { AddonName } from "../../components/addons/config";
import type { Mesh } from "../../components/meshes";

export type { AddonName };

/** The expected environment of a stack, as far as the checks use it. */
export interface Environment {
  stack: string;
  istio: Mesh;
  mesh: {
    namespace: string;
    /** Whether the proxies use mutual TLS. */
    tls: boolean;
    /** Whether the proxies send spans to Zipkin. */
    tracing: boolean;
    /** Whether sidecars have a shell and tools (classic mesh only). */
    debugImages: boolean;
    ingress: { httpNodePort: number; httpsNodePort?: number };
  };
  /** The installed addons. Each is a Deployment and a Service in the namespace of the mesh. */
  addons: { name: AddonName; port: number }[];
  /** The Bookinfo sample; undefined if it is not installed. */
  bookinfo?: {
    namespace: string;
    /** The Deployments with the names of their application containers. */
    deployments: { name: string; application: string }[];
  };
  /** The names of the ready-made routing rules of the stack. */
  routes: readonly string[];
  /** The URLs of pages by their names, such as `productpage` and `zipkin`. */
  pages: Readonly<Record<string, string>>;
}
