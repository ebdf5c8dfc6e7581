import { z } from "zod";
import type { Mesh } from "../../../components/meshes";
import { addons } from "./addons";
import { bookinfo } from "./bookinfo";
import { embedded } from "./cluster/embedded";
import { existing } from "./cluster/existing";
import { k3s } from "./cluster/k3s";
import { rancher } from "./cluster/rancher";
import { images } from "./images";
import { meshSchemas } from "./mesh";

const cluster = z
  .discriminatedUnion("driver", [
    embedded.describe("A Kubernetes cluster of processes on this machine, from this project's binary."),
    k3s.describe("k3s in Docker containers, on this machine or another one."),
    rancher.describe("Kubernetes by Rancher 1.6: a server, an environment, and agents on Docker hosts."),
    existing.describe(
      "An existing cluster, selected by a kubeconfig. `make destroy` deletes only the stack's own objects.",
    ),
  ])
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

const { classic, current } = meshSchemas;
const others = { addons, bookinfo, routes, images };

/** The keys of a stack file below `config:`, without their prefix `meshstack:`, for each mesh. */
export const stackConfigSchemas = {
  classic: z.strictObject({ cluster, mesh: classic, ...others }),
  current: z.strictObject({ cluster, mesh: current, ...others }),
} satisfies Record<Mesh, z.ZodType>;
