import { z } from "zod";
import { addons } from "./addons";
import { bookinfo } from "./bookinfo";
import { cluster } from "./cluster";
import { images } from "./images";
import { mesh } from "./mesh";

const routes = z
  .array(z.string())
  .default([])
  .describe(
    "Ready-made routing rules, by name (docs/routing.md lists them). Removing a name deletes its rules at the next `up`.",
  );

/** What a stack file may say under `config:`, each key with the prefix `meshstack:`. */
export const stackConfigSchema = z.strictObject({ cluster, mesh, addons, bookinfo, routes, images });
