import { z } from "zod";
import { label } from "../../../components/fields";

export const bookinfo = z
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
  .prefault({})
  .describe("The Bookinfo sample.");
