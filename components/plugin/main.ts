import type * as pulumi from "@pulumi/pulumi";
import { type ConstructResult, main, type Provider } from "@pulumi/pulumi/provider";
import type { z } from "zod";
import { version } from "../../package.json";
import { Grafana, Prometheus, Servicegraph, Zipkin } from "../addons/addons";
import { addonArgs, istioAddonArgs, prometheusArgs } from "../addons/config";
import { GRAFANA, SERVICEGRAPH, ZIPKIN } from "../addons/table";
import { Bookinfo } from "../bookinfo/bookinfo";
import { bookinfoArgs } from "../bookinfo/config";
import { ClassicMesh } from "../mesh/classic/classicMesh";
import { classicMeshArgs } from "../mesh/classic/config";
import { CurrentMesh } from "../mesh/current/currentMesh";
import { currentMeshArgs } from "../mesh/current/config";
import { MESH_TYPES } from "../meshes";
import { type ComponentDescription, componentSchemas } from "./schema";

/*
 * The Pulumi plugin `meshstack`: components for programs in other languages. The official CLI starts it, and calls Construct
 * for each component of a program.
 */

interface Component extends ComponentDescription {
  create(name: string, args: unknown, opts: pulumi.ComponentResourceOptions): pulumi.ComponentResource;
}

function component<Args extends z.ZodObject>(
  kind: new (
    name: string,
    args: z.input<Args>,
    opts?: pulumi.ComponentResourceOptions,
  ) => pulumi.ComponentResource,
  args: Args,
  description: string,
  outputs: readonly string[] = [],
): Component {
  const create: Component["create"] = (name, given, opts) => new kind(name, given as z.input<Args>, opts);
  return { description, args, outputs, create };
}

/** The components for programs in other languages, by the token of their type. */
const components: Readonly<Record<string, Component>> = {
  [MESH_TYPES.classic]: component(
    ClassicMesh,
    classicMeshArgs,
    "The control plane of Istio 0.2: Pilot, Mixer, CA, ingress and egress.",
    ["namespace"],
  ),
  [MESH_TYPES.current]: component(
    CurrentMesh,
    currentMeshArgs,
    "The control plane of Istio 1.31: istiod and the ingress gateway.",
    ["namespace"],
  ),
  "meshstack:addons:Zipkin": component(Zipkin, addonArgs(ZIPKIN), "Zipkin: collects and shows traces."),
  "meshstack:addons:Prometheus": component(Prometheus, prometheusArgs, "Prometheus: collects metrics."),
  "meshstack:addons:Grafana": component(
    Grafana,
    istioAddonArgs(GRAFANA),
    "Grafana with the Istio dashboards. It requires Prometheus.",
  ),
  "meshstack:addons:Servicegraph": component(
    Servicegraph,
    istioAddonArgs(SERVICEGRAPH),
    "Servicegraph: draws the calls between services of a classic mesh. It requires Prometheus.",
  ),
  "meshstack:bookinfo:Bookinfo": component(Bookinfo, bookinfoArgs, "The Bookinfo sample, with sidecars."),
};

/** The Pulumi schema of the components. */
const componentSchema = (): object => ({
  name: "meshstack",
  version,
  license: "Apache-2.0",
  ...componentSchemas(components),
});

const provider: Provider = {
  version,
  getSchema: async () => JSON.stringify(componentSchema()),
  construct: async (name, type, inputs, opts): Promise<ConstructResult> => {
    const found = components[type];
    if (found === undefined)
      throw new Error(`type: found ${type}; expected one of ${Object.keys(components).join(", ")}`);
    const created = found.create(name, inputs, opts);
    const outputs = created as unknown as Record<string, unknown>;
    return {
      urn: created.urn,
      state: Object.fromEntries(found.outputs.map((output) => [output, outputs[output]])),
    };
  },
};

void main(provider, process.argv.slice(2));
