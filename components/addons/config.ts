import { z } from "zod";
import { imageTag, inputText, nodePort } from "../fields";
import { imageArgs } from "../imageSettings";
import { commonFields, MESH_NAMESPACE } from "../mesh/config";
import { CLASSIC_VERSION, meshes } from "../meshes";
import { type AddonName, addonNames, ADDONS, PROMETHEUS } from "./table";

function nodePortOf(name: AddonName) {
  const { title, nodePort: port } = ADDONS[name];
  return port === undefined
    ? nodePort.optional().describe(`The NodePort of ${title}. Default: none (a ClusterIP Service).`)
    : nodePort.default(port).describe(`The NodePort of ${title}.`);
}

function addonSchema(name: AddonName) {
  const { title, byDefault } = ADDONS[name];
  const enabled =
    byDefault === undefined
      ? z.boolean().default(true).describe(`Install ${title}.`)
      : z.boolean().optional().describe(`Install ${title}. Default: ${byDefault.words}.`);
  return z
    .strictObject({ enabled, nodePort: nodePortOf(name) })
    .prefault({})
    .describe(`${title}, in the namespace of the control plane.`);
}

/** The key `addons` of a stack file. */
export const addonsSchema = z
  .strictObject(
    Object.fromEntries(addonNames.map((name) => [name, addonSchema(name)])) as Record<
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
    nodePort: nodePortOf(name),
    images: imageArgs,
  });

/** The arguments of an addon whose classic image is one of Istio's own. */
export const istioAddonArgs = (name: AddonName) =>
  addonArgs(name).extend({
    hub: commonFields.hub,
    tag: imageTag.default(CLASSIC_VERSION).describe("The tag of Istio's images."),
  });

/** The arguments of Prometheus. */
export const prometheusArgs = addonArgs(PROMETHEUS).extend({
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

type AddonSchema = ReturnType<typeof addonArgs>;
type IstioAddonSchema = ReturnType<typeof istioAddonArgs>;

/** The arguments of every addon. */
export type AddonArgs = z.input<AddonSchema>;

/** {@link AddonArgs} with all defaults. */
export type AddonSettings = z.output<AddonSchema>;

/** The arguments of an addon whose classic image is one of Istio's own. */
export type IstioAddonArgs = z.input<IstioAddonSchema>;

/** {@link IstioAddonArgs} with all defaults. */
export type IstioAddonSettings = z.output<IstioAddonSchema>;

/** The arguments of Prometheus. */
export type PrometheusArgs = z.input<typeof prometheusArgs>;

/** {@link PrometheusArgs} with all defaults. */
export type PrometheusSettings = z.output<typeof prometheusArgs>;
