import { z } from "zod";
import { label } from "./fields";

export const bookinfo = z
  .strictObject({
    enabled: z.boolean().default(true).describe("Install the Bookinfo sample, with sidecars."),
    namespace: label.default("default").describe("The sample's namespace; made if it is not `default`."),
    v1Only: z.boolean().default(false).describe("Only version 1 of reviews."),
    ratingsV2: z
      .boolean()
      .default(false)
      .describe("Add ratings v2 and the MongoDB that it reads from (classic mesh)."),
    serviceAccounts: z
      .boolean()
      .default(false)
      .describe(
        "Run productpage and reviews under service accounts of their own, as the sample's TLS walk-through does. With the current mesh each application always has one.",
      ),
  })
  .prefault({})
  .describe("The Bookinfo sample.");
