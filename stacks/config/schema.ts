import { z } from "zod";
import type { Mesh } from "../../components/meshes";
import { embeddedSchema } from "../../components/cluster/embedded/config";
import { existingSchema } from "../../components/cluster/existing/config";
import { k3sSchema } from "../../components/cluster/k3s/config";
import { rancherSchema } from "../../components/cluster/rancher/config";
import { addonsSchema } from "../../components/addons/config";
import { bookinfoSchema } from "../../components/bookinfo/config";
import { imagesSchema } from "../../components/imageSettings";
import { classicMeshSchema } from "../../components/mesh/classic/config";
import { currentMeshSchema } from "../../components/mesh/current/config";

const cluster = z
  .discriminatedUnion("driver", [embeddedSchema, k3sSchema, rancherSchema, existingSchema])
  .prefault({ driver: "embedded" })
  .describe(
    "The Kubernetes cluster that the environment runs on. `cluster.driver` selects how it is created.",
  );

const routes = z
  .array(z.string())
  .default([])
  .describe(
    "Names of ready-made routing rules (docs/routing.md lists them). The next `up` deletes the rules of a removed name.",
  );

const others = {
  addons: addonsSchema,
  bookinfo: bookinfoSchema.prefault({}),
  routes,
  images: imagesSchema.prefault({}),
};

/** The keys of a stack file below `config:`, without their prefix `meshstack:`, for the mesh that `mesh.version` selects. */
export const stackConfigSchemas = {
  classic: z.strictObject({ cluster, mesh: classicMeshSchema.prefault({}), ...others }),
  current: z.strictObject({ cluster, mesh: currentMeshSchema, ...others }),
} satisfies Record<Mesh, z.ZodType>;
