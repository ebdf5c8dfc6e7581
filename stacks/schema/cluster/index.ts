import { z } from "zod";
import { embedded } from "./embedded";
import { existing } from "./existing";
import { k3s } from "./k3s";
import { rancher } from "./rancher";

export const cluster = z
  .discriminatedUnion("driver", [
    embedded.describe("A Kubernetes of this project's own, as processes on this machine."),
    k3s.describe("k3s in containers of a Docker engine, of this machine or another."),
    rancher.describe("Kubernetes by Rancher 1.6: a server, an environment, and agents on hosts with Docker."),
    existing.describe("A cluster that exists already, reached by a kubeconfig. It is never deleted."),
  ])
  .prefault({ driver: "embedded" })
  .describe("Which Kubernetes cluster the environment runs on, by its driver.");
