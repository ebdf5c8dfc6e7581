import { CLASSIC_MESH, type Mesh } from "../meshes";

/*
 * The name of each addon: its key in a stack file, and the name of its component, its Deployment, its Service and its output.
 * The name is written only here.
 */
export const ZIPKIN = "zipkin";
export const GRAFANA = "grafana";
export const DASHBOARDS = "dashboards";
export const PROMETHEUS = "prometheus";
export const SERVICEGRAPH = "servicegraph";

export type AddonName =
  typeof ZIPKIN | typeof GRAFANA | typeof DASHBOARDS | typeof PROMETHEUS | typeof SERVICEGRAPH;

/** The parts of a stack that decide which addons it supports. */
interface AddonSurroundings {
  istio: Mesh;
  /** Whether every image is built on this machine from package registries, without an image registry. */
  imagesBuiltHere: boolean;
}

/** The facts about an addon that several files use. */
interface AddonFacts {
  /** Its name in documentation and messages. */
  title: string;
  /** The port of its Service. */
  port: number;
  /** The NodePort unless a stack file sets another; absent for a ClusterIP Service. */
  nodePort?: number;
  /** The path of its page. */
  page: string;
  /** The default of `enabled`. Default: true in all stacks. */
  byDefault?: {
    words: string;
    /** @param given the settings of all addons in the stack file */
    of: (stack: AddonSurroundings, given: Readonly<Record<AddonName, { enabled?: boolean }>>) => boolean;
  };
  /** Whether it shows what Prometheus collects. Default false. */
  showsMetrics?: boolean;
  /** Why a stack does not support it, as sentences; undefined if it does. Default: all stacks support it. */
  problem?: (stack: AddonSurroundings) => string | undefined;
}

/** The facts about each addon. */
export const ADDONS: Readonly<Record<AddonName, AddonFacts>> = {
  [ZIPKIN]: { title: "Zipkin", port: 9411, nodePort: 30001, page: "" },
  [GRAFANA]: {
    title: "Grafana",
    port: 3000,
    nodePort: 30002,
    page: "/dashboard/db/istio-dashboard",
    byDefault: {
      words: "true, except on real nodes of the embedded cluster: no package registry provides Grafana",
      of: ({ imagesBuiltHere }) => !imagesBuiltHere,
    },
    showsMetrics: true,
    problem: ({ imagesBuiltHere }) =>
      imagesBuiltHere
        ? "Grafana requires an image registry: no package registry contains it, so its image cannot be built."
        : undefined,
  },
  [DASHBOARDS]: {
    title: "a page with Istio dashboards and a mesh graph",
    port: 3000,
    nodePort: 30002,
    page: "/graph",
    byDefault: {
      words: "true on real nodes of the embedded cluster, where no Grafana exists; otherwise false",
      of: ({ imagesBuiltHere }, given) => imagesBuiltHere && given[GRAFANA].enabled !== true,
    },
    showsMetrics: true,
    problem: ({ imagesBuiltHere }) =>
      imagesBuiltHere
        ? undefined
        : `Its image is built on this machine, only for real nodes of the embedded cluster. Use addons.${GRAFANA}.`,
  },
  [PROMETHEUS]: { title: "Prometheus", port: 9090, page: "/graph" },
  [SERVICEGRAPH]: {
    title: "Servicegraph",
    port: 8088,
    page: "/dotviz",
    byDefault: {
      words: "true with the classic mesh, false with the current mesh",
      of: ({ istio }) => istio === "classic",
    },
    showsMetrics: true,
    problem: ({ istio }) =>
      istio === "classic"
        ? undefined
        : `Servicegraph draws Mixer's metrics, which only the classic mesh has (${CLASSIC_MESH}).`,
  },
};

/** All addons. */
export const addonNames = Object.keys(ADDONS) as AddonName[];

/** The URL of an addon for pods in its namespace. */
export const addonUrl = (name: AddonName): string => `http://${name}:${ADDONS[name].port}`;

/** Returns the reason why a stack must disable an addon, as sentences; undefined if the stack supports it. */
export const addonProblem = (name: AddonName, stack: AddonSurroundings): string | undefined =>
  ADDONS[name].problem?.(stack);

/**
 * The official images of the addons of a current mesh. An image that is built locally replaces one of these names.
 * Prometheus is the last release of version 2, because the locally built image has Debian's 2.42 and must read the same
 * configuration.
 */
export const currentAddonImages = {
  [ZIPKIN]: "docker.io/openzipkin/zipkin:3.6.1",
  [PROMETHEUS]: "docker.io/prom/prometheus:v2.55.1",
  /** No registry has it: it is built where the nodes run images that are built locally. */
  [DASHBOARDS]: "meshstack.local/dashboards:1.0.0",
  [GRAFANA]: "docker.io/grafana/grafana:12.0.1",
} as const;
