import { z } from "zod";
import { addons } from "./addons";
import { bookinfo } from "./bookinfo";
import { embedded } from "./cluster/embedded";
import { existing } from "./cluster/existing";
import { k3s } from "./cluster/k3s";
import { rancher } from "./cluster/rancher";
import { images } from "./images";
import { mesh } from "./mesh";

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

/** The keys of a stack file below `config:`, without their prefix `meshstack:`. */
export const stackConfigSchema = z.strictObject({ cluster, mesh, addons, bookinfo, routes, images });
