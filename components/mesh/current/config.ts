import { z } from "zod";
import { parseArgs } from "../../parseArgs";
import { commonArgs, commonFields, imageTagOf, versionField } from "../config";
import { CURRENT_VERSION } from "../../meshes";

/** The keys of a stack file for the current mesh. */
export const currentMeshSchema = z
  .strictObject({
    version: versionField(/^1\.31\.\d+$/),
    ...commonFields,
    tls: z
      .boolean()
      .default(true)
      .describe(
        "Use mutual TLS in the whole mesh. True is PeerAuthentication STRICT, which rejects plain text; false is DISABLE.",
      ),
    automaticInjection: z
      .boolean()
      .default(false)
      .describe(
        "Let istiod inject sidecars into new pods in namespaces with the label `istio-injection: enabled`. Requires Go, which downloads Istio's template of the sidecar. The sample has sidecars in any case.",
      ),
    sampling: z
      .number()
      .min(0)
      .max(100)
      .meta({ expected: "a number from 0 to 100" })
      .default(100)
      .describe("The percentage of requests that are traced."),
  })
  .describe("Istio 1.31: istiod and an ingress gateway. `mesh.version` is required.");

/** The arguments of a current control plane: the keys of a stack file, and what the program adds. */
export const currentMeshArgs = currentMeshSchema.omit({ automaticInjection: true }).extend({
  ...commonArgs,
  version: currentMeshSchema.shape.version.default(CURRENT_VERSION),
  proxy: z
    .enum(["istio", "envoy"])
    .default("istio")
    .describe(
      "The build of Envoy in the proxies' image: `istio` is Istio's own; `envoy` is that of the Envoy project, without Istio's filters.",
    ),
});

/** The arguments of a current control plane (Istio 1.31). */
export type CurrentMeshArgs = z.input<typeof currentMeshArgs>;

/** {@link CurrentMeshArgs} with all defaults. */
export type CurrentMeshSettings = z.output<typeof currentMeshArgs> & { tag: string };

/** Fills in the defaults. @throws ArgumentsError when an argument is wrong */
export function currentMeshSettings(args: CurrentMeshArgs = {}): CurrentMeshSettings {
  const settings = parseArgs("CurrentMesh", currentMeshArgs, args);
  return { ...settings, tag: imageTagOf(settings) };
}
