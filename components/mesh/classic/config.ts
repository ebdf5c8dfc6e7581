import { z } from "zod";
import { parseArgs } from "../../parseArgs";
import { commonArgs, commonFields, imageTagOf, versionField } from "../config";
import { CLASSIC_VERSION } from "../../meshes";

/** The keys of a stack file for the classic mesh. */
export const classicMeshSchema = z
  .strictObject({
    version: versionField(new RegExp(`^${CLASSIC_VERSION.replaceAll(".", "\\.")}$`)).default(CLASSIC_VERSION),
    ...commonFields,
    tls: z.boolean().default(false).describe("Use mutual TLS between the proxies (authPolicy MUTUAL_TLS)."),
    debugImages: z
      .boolean()
      .default(true)
      .describe(
        "Use the debug image of the proxy (with a shell and tools) in sidecars and gateways, as the release does.",
      ),
    policyChecks: z.boolean().default(true).describe("Let the proxies check every request with Mixer."),
    singleNamespace: z
      .boolean()
      .default(false)
      .describe(
        "Install the release's variant for one namespace: the control plane watches only its own namespace.",
      ),
  })
  .describe(
    "Istio 0.2: Pilot, Mixer, CA, ingress and egress. This is the mesh when `mesh.version` is missing.",
  );

/** The arguments of a classic control plane: the keys of a stack file, and what the program adds. */
export const classicMeshArgs = classicMeshSchema.extend(commonArgs);

/** The arguments of a classic control plane (Istio 0.2). */
export type ClassicMeshArgs = z.input<typeof classicMeshArgs>;

/** {@link ClassicMeshArgs} with all defaults. */
export type ClassicMeshSettings = z.output<typeof classicMeshArgs> & { tag: string };

/** Fills in the defaults. @throws ArgumentsError when an argument is wrong */
export function classicMeshSettings(args: ClassicMeshArgs = {}): ClassicMeshSettings {
  const settings = parseArgs("ClassicMesh", classicMeshArgs, args);
  return { ...settings, tag: imageTagOf(settings) };
}
