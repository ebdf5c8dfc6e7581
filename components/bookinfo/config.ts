import { z } from "zod";
import { type Problem, problemIf } from "../../lib/schemaProblems";
import { label } from "../fields";
import { imageArgs } from "../imageSettings";
import { meshes } from "../meshes";
import { parseArgs } from "../parseArgs";
import type { SidecarParams } from "../sidecar";
import { reviewsVersions } from "./applications";

/** The key `bookinfo` of a stack file. */
export const bookinfoSchema = z
  .strictObject({
    enabled: z.boolean().default(true).describe("Install the Bookinfo sample, with sidecars."),
    namespace: label
      .default("default")
      .describe("The sample's namespace. It is created unless it is `default` or the namespace of the mesh."),
    v1Only: z.boolean().default(false).describe("Install only version 1 of reviews."),
    ratingsV2: z
      .boolean()
      .default(false)
      .describe("Add ratings v2 with its MongoDB. Requires the classic mesh."),
    serviceAccounts: z
      .boolean()
      .default(false)
      .describe(
        "Run productpage and reviews under separate service accounts, as the sample's TLS task does. With the current mesh every application has its own account anyway.",
      ),
  })
  .describe("The Bookinfo sample.");

/** The arguments of the sample: the keys of a stack file, and what the program adds. */
export const bookinfoArgs = bookinfoSchema.omit({ enabled: true }).extend({
  istio: z
    .enum(meshes)
    .default("classic")
    .describe("The mesh that it runs in, which decides its images, its entrypoint and its sidecars."),
  createNamespace: z
    .boolean()
    .optional()
    .describe("Create the namespace. Default: true for every namespace except `default`."),
  reviews: z
    .array(z.enum(reviewsVersions))
    .min(1)
    .meta({ expected: `one or more of ${reviewsVersions.join(", ")}` })
    .optional()
    .describe("The versions of reviews; not together with `v1Only`. Default: all three."),
  sidecar: z
    .custom<SidecarParams | false>((value) => value === false || typeof value === "object")
    .optional()
    .describe("How sidecars are injected; false for none. Default: the injector's defaults for the mesh."),
  images: imageArgs.describe("The image settings, also for the images of sidecars."),
});

/** The variant of Bookinfo. */
export type BookinfoArgs = z.input<typeof bookinfoArgs>;

/** {@link BookinfoArgs} with all defaults. */
export type BookinfoSettings = Omit<z.output<typeof bookinfoArgs>, "createNamespace" | "sidecar"> & {
  createNamespace: boolean;
  sidecar: SidecarParams | false;
};

/** Finds the problems that depend on several arguments. */
function bookinfoProblems({ istio, reviews, v1Only, sidecar }: z.output<typeof bookinfoArgs>): Problem[] {
  // The proxies of one mesh cannot read the configuration of the other's control plane.
  const sidecarMesh = sidecar === undefined || sidecar === false ? istio : (sidecar.istio ?? "classic");
  return [
    ...problemIf(v1Only && reviews !== undefined, {
      path: "v1Only",
      found: v1Only,
      expected: "either v1Only or reviews",
    }),
    ...problemIf(sidecarMesh !== istio, {
      path: "sidecar.istio",
      found: sidecarMesh,
      expected: `${istio}, or sidecar: false`,
    }),
  ];
}

/** Fills in the defaults. @throws ArgumentsError when an argument is wrong, or arguments contradict each other */
export function bookinfoSettings(args: BookinfoArgs = {}): BookinfoSettings {
  const settings = parseArgs("Bookinfo", bookinfoArgs, args, bookinfoProblems);
  const { istio, namespace, createNamespace = namespace !== "default" } = settings;
  const sidecar = settings.sidecar ?? ({ istio } as SidecarParams);
  return { ...settings, createNamespace, sidecar };
}
