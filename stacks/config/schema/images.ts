import { z } from "zod";
import { repository, subdomain } from "../../../components/fields";

export const images = z
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
  .prefault({})
  .describe("The source of container images.");
