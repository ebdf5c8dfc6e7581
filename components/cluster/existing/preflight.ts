import * as pulumi from "@pulumi/pulumi";
import { type ClusterRequirements, ClusterPreflight } from "../../../runtime/providers/machine/sdk";
import type { ExistingClusterConfig } from "./config";

/** Checks the cluster for name conflicts and missing permissions before anything is created. */
export function checkCluster(
  name: string,
  config: ExistingClusterConfig,
  kubeconfig: pulumi.Output<string>,
  parent: pulumi.Resource,
): ClusterPreflight {
  return new ClusterPreflight(
    `${name}-prerequisites`,
    { ...requirements(config.requirements), for: "the environment", kubeconfig },
    { parent },
  );
}

/** Each field as its own input. */
function requirements(given: pulumi.Input<ClusterRequirements> = {}) {
  const all = pulumi.output(given) as unknown as pulumi.Output<ClusterRequirements>;
  const field = <K extends keyof ClusterRequirements>(name: K) => all.apply((fields) => fields[name]);
  return {
    version: field("version"),
    objects: field("objects"),
    rules: field("rules"),
    nodePorts: field("nodePorts"),
    pods: field("pods"),
    absent: field("absent"),
  };
}
