import type { Generation } from "../../components/generation";

/** What a stack's configuration says is there, as far as the checks look at it. */
export interface Environment {
  stack: string;
  generation: Generation;
  mesh: {
    namespace: string;
    /** Mutual TLS between the proxies. */
    tls: boolean;
    /** The proxies send their spans to Zipkin. */
    tracing: boolean;
    /** Sidecars have a shell and tools (classic only). */
    debugImages: boolean;
    ingress: { httpNodePort: number; httpsNodePort?: number };
  };
  /** The addons that are installed: each is a Deployment and a Service of its name in the mesh's namespace. */
  addons: { name: AddonName; port: number }[];
  /** The Bookinfo sample; undefined where it is not installed. */
  bookinfo?: {
    namespace: string;
    /** Its Deployments, with the container of each that is not the proxy. */
    deployments: { name: string; application: string }[];
  };
  /** The names of the ready-made routing rules that the stack has. */
  routes: readonly string[];
  /** The addresses at which pages answer, by their names: `productpage`, `zipkin`, … */
  pages: Readonly<Record<string, string>>;
}

export type AddonName = "zipkin" | "prometheus" | "grafana" | "servicegraph";
