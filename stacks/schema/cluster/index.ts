import { z } from "zod";
import { embedded } from "./embedded";
import { existing } from "./existing";

export const cluster = z
  .discriminatedUnion("driver", [
    embedded.describe("A Kubernetes of this project's own, as processes on this machine."),
    existing.describe("A cluster that exists already, reached by a kubeconfig. It is never deleted."),
  ])
  .prefault({ driver: "embedded" })
  .describe("Which Kubernetes cluster the environment runs on, by its driver.");
