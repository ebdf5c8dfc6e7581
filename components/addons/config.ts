import { z } from "zod";
import { imageTag, inputText, nodePort } from "../fields";
import { imageArgs } from "../imageSettings";
import { CLASSIC_MESH, CLASSIC_VERSION, commonFields, MESH_NAMESPACE } from "../mesh/config";
import { type Mesh, meshes } from "../meshes";

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
  /** The default of `enabled`, in words; absent if it is true in all stacks. */
  byDefault?: string;
}

const facts = {
  zipkin: { title: "Zipkin", port: 9411, nodePort: 30001, page: "" },
  grafana: {
    title: "Grafana",
    port: 3000,
    nodePort: 30002,
    page: "/dashboard/db/istio-dashboard",
    byDefault: "true, except on real nodes of the embedded cluster: no package registry provides Grafana",
  },
  dashboards: {
    title: "a page with Istio dashboards and a mesh graph",
    port: 3000,
    nodePort: 30002,
    page: "/graph",
    byDefault: "true on real nodes of the embedded cluster, where no Grafana exists; otherwise false",
  },
  prometheus: { title: "Prometheus", port: 9090, page: "/graph" },
  servicegraph: {
    title: "Servicegraph",
    port: 8088,
    page: "/dotviz",
    byDefault: "true with the classic mesh, false with the current mesh",
  },
} as const satisfies Record<string, AddonFacts>;

/** An addon's name: its key in a stack file, and the name of its Deployment, its Service and its output. */
export type AddonName = keyof typeof facts;

/** The facts about each addon. */
export const ADDONS: Readonly<Record<AddonName, AddonFacts>> = facts;

/** All addons. */
export const addonNames = Object.keys(facts) as AddonName[];

/** The URL of an addon for pods in its namespace. */
export const addonUrl = (name: AddonName): string => `http://${name}:${ADDONS[name].port}`;

const nodePortOf = ({ title, nodePort: port }: AddonFacts) =>
  port === undefined
    ? nodePort.optional().describe(`The NodePort of ${title}. Default: none (a ClusterIP Service).`)
    : nodePort.default(port).describe(`The NodePort of ${title}.`);

const addonSchema = (addon: AddonFacts) =>
  z
    .strictObject({
      enabled:
        addon.byDefault === undefined
          ? z.boolean().default(true).describe(`Install ${addon.title}.`)
          : z.boolean().optional().describe(`Install ${addon.title}. Default: ${addon.byDefault}.`),
      nodePort: nodePortOf(addon),
    })
    .prefault({})
    .describe(`${addon.title}, in the namespace of the control plane.`);

/** The key `addons` of a stack file. */
export const addonsSchema = z
  .strictObject(
    Object.fromEntries(addonNames.map((name) => [name, addonSchema(ADDONS[name])])) as Record<
      AddonName,
      ReturnType<typeof addonSchema>
    >,
  )
  .prefault({})
  .describe("The telemetry addons.");

/** The arguments of an addon. */
export const addonArgs = (name: AddonName) =>
  z.strictObject({
    istio: z.enum(meshes).default("classic").describe("The mesh that it observes."),
    namespace: inputText
      .default(MESH_NAMESPACE)
      .describe("The namespace of the control plane, which must exist."),
    nodePort: nodePortOf(ADDONS[name]),
    images: imageArgs,
  });

/** The arguments of an addon whose classic image is one of Istio's own. */
export const istioAddonArgs = (name: AddonName) =>
  addonArgs(name).extend({
    hub: commonFields.hub,
    tag: imageTag.default(CLASSIC_VERSION).describe("The tag of Istio's images."),
  });

/** The arguments of Prometheus. */
export const prometheusArgs = addonArgs("prometheus").extend({
  discovery: z
    .discriminatedUnion("by", [
      z
        .strictObject({ by: z.literal("pods") })
        .describe("It watches the cluster's pods, and its series have the pods' labels."),
      z
        .strictObject({
          by: z.literal("dns"),
          namespaces: z.array(z.string()).readonly(),
          meshNamespace: z.string(),
        })
        .describe(
          "It looks up the proxies of some namespaces in the cluster's DNS, and its series have only their addresses. For a Prometheus without Kubernetes' service discovery, such as Debian's.",
        ),
    ])
    .prefault({ by: "pods" })
    .describe("How it finds the proxies of a current mesh."),
});

type SchemaOf<Create extends (name: AddonName) => z.ZodType> = ReturnType<Create>;

/** The arguments of every addon. */
export type AddonArgs = z.input<SchemaOf<typeof addonArgs>>;

/** {@link AddonArgs} with all defaults. */
export type AddonSettings = z.output<SchemaOf<typeof addonArgs>>;

/** The arguments of an addon whose classic image is one of Istio's own. */
export type IstioAddonArgs = z.input<SchemaOf<typeof istioAddonArgs>>;

/** {@link IstioAddonArgs} with all defaults. */
export type IstioAddonSettings = z.output<SchemaOf<typeof istioAddonArgs>>;

/** The arguments of Prometheus. */
export type PrometheusArgs = z.input<typeof prometheusArgs>;

/** {@link PrometheusArgs} with all defaults. */
export type PrometheusSettings = z.output<typeof prometheusArgs>;

/** The parts of a stack that decide which addons it supports. */
interface AddonSurroundings {
  istio: Mesh;
  /** Whether every image is built on this machine from package registries, without an image registry. */
  imagesBuiltHere: boolean;
}

/**
 * Checks whether a stack supports an addon.
 * @returns the reason why it must be disabled, as sentences; undefined where the addon is supported
 */
export function addonProblem(name: AddonName, surroundings: AddonSurroundings): string | undefined {
  const { istio, imagesBuiltHere } = surroundings;
  if (name === "servicegraph" && istio === "current")
    return `Servicegraph draws Mixer's metrics, which only the classic mesh has (${CLASSIC_MESH}).`;
  if (name === "dashboards" && !imagesBuiltHere)
    return "Its image is built on this machine, only for real nodes of the embedded cluster. Use addons.grafana.";
  if (name === "grafana" && imagesBuiltHere)
    return "Grafana requires an image registry: no package registry contains it, so its image cannot be built.";
  return undefined;
}
