import { z } from "zod";
import { embedded } from "./embedded";
import { existing } from "./existing";
import { k3s } from "./k3s";
import { rancher } from "./rancher";

export const cluster = z
  .discriminatedUnion("driver", [
    embedded.describe("A Kubernetes cluster of processes on this machine, from this project's binary."),
    k3s.describe("k3s in Docker containers, on this machine or another one."),
    rancher.describe("Kubernetes by Rancher 1.6: a server, an environment, and agents on Docker hosts."),
    existing.describe(
      "A cluster that exists already, with a kubeconfig. `make destroy` deletes only the stack's own objects.",
    ),
  ])
  .prefault({ driver: "embedded" })
  .describe(
    "The Kubernetes cluster that the environment runs on. `cluster.driver` selects how it is created.",
  );
