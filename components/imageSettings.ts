import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { repository, subdomain } from "./fields";

/** The key `images` of a stack file. */
export const imagesSchema = z
  .strictObject({
    registryMirror: repository
      .optional()
      .describe("A registry with copies of all images. It replaces the registry in every image name."),
    pullPolicy: z
      .enum(["Always", "IfNotPresent", "Never"])
      .optional()
      .describe("The pull policy of every image. Default: the policy of each component."),
    pullSecrets: z
      .array(subdomain)
      .default([])
      .describe(
        "Names of image pull secrets, which are added to every pod. They must exist in its namespace.",
      ),
  })
  .describe("The source of container images.");

const imageSettings = imagesSchema.extend({
  replacements: z
    .custom<Readonly<Record<string, pulumi.Input<string>>>>((value) => typeof value === "object")
    .optional()
    .describe(
      "Replacements of single images, by the name that the component uses (`docker.io/istio/pilot:1.31.4`, in full or short form). They are used unchanged, without the mirror. Default: none.",
    ),
});

/** The image settings of a component, which apply to all of its pods. */
export type ImageSettings = z.input<typeof imageSettings>;

/** The argument `images` of a component. */
export const imageArgs = imageSettings.prefault({});
