import { z } from "zod";
import { label, repository } from "./fields";

export const images = z
  .strictObject({
    registryMirror: repository
      .optional()
      .describe(
        "A registry that has copies of all images; it takes the place of the registry in every image's name.",
      ),
    pullPolicy: z
      .enum(["Always", "IfNotPresent", "Never"])
      .optional()
      .describe("The pull policy of every image. Default: what each component says."),
    pullSecrets: z
      .array(label)
      .default([])
      .describe(
        "Names of the secrets for pulling images, added to every pod. They are to exist in its namespace.",
      ),
  })
  .prefault({})
  .describe("Where images come from.");
