import { z } from "zod";
import { addons } from "./addons";
import { bookinfo } from "./bookinfo";
import { cluster } from "./cluster/cluster";
import { images } from "./images";
import { mesh } from "./mesh";

const routes = z
  .array(z.string())
  .default([])
  .describe(
    "Names of ready-made routing rules (docs/routing.md lists them). The next `up` deletes the rules of a removed name.",
  );

/** The keys of a stack file below `config:`, without their prefix `meshstack:`. */
export const stackConfigSchema = z.strictObject({ cluster, mesh, addons, bookinfo, routes, images });
