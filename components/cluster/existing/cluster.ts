import { delimiter } from "node:path";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { kubeconfigPaths, readSources } from "../../../lib/kubeconfig/files";
import { selectContext } from "../../../lib/kubeconfig/selectContext";
import { type ClusterRequirements, ClusterPreflight } from "../../../runtime/providers/machine/sdk";
import { projectRoot } from "../dataDirectory";
import type { Cluster } from "../types";
import type { ExistingClusterConfig } from "./config";

/**
 * An existing cluster, selected by a kubeconfig. Deletion removes only what this stack created. `up` first checks for
 * name conflicts and missing permissions, and aborts before it creates anything.
 */
export class ExistingCluster extends pulumi.ComponentResource implements Cluster {
  readonly kubeconfig: pulumi.Output<string>;
  readonly kubeconfigPath?: pulumi.Output<string>;
  readonly provider: k8s.Provider;
  readonly nodePortHost: pulumi.Output<string>;
  readonly ready: pulumi.Resource[];

  /** @throws RunError when the kubeconfig is missing, cannot be read or does not contain the context */
  constructor(name: string, config: ExistingClusterConfig, opts?: pulumi.ComponentResourceOptions) {
    super("meshstack:cluster:Existing", name, {}, opts);
    const paths =
      config.kubeconfig === undefined
        ? kubeconfigPaths(config.kubeconfigPath, { directory: projectRoot() })
        : [];
    if (config.kubeconfig !== undefined && config.kubeconfigPath !== undefined) {
      throw new pulumi.RunError("a kubeconfig is given by its content and by its path: give one of the two");
    }
    const selected =
      config.kubeconfig === undefined
        ? pulumi.output(users(() => selectContext(readSources(paths), config.context)))
        : pulumi
            .output(config.kubeconfig)
            .apply((text) => users(() => selectContext([{ text }], config.context)));

    this.kubeconfig = pulumi.secret(selected.apply(({ kubeconfig }) => kubeconfig));
    if (paths.length > 0) this.kubeconfigPath = pulumi.output(paths.join(delimiter));
    this.nodePortHost =
      config.nodePortHost === undefined
        ? pulumi.unsecret(selected.apply(({ server }) => hostOf(server)))
        : pulumi.output(config.nodePortHost);
    const prerequisites = new ClusterPreflight(
      `${name}-prerequisites`,
      { ...requirements(config.requirements), for: "the environment", kubeconfig: this.kubeconfig },
      { parent: this },
    );
    this.provider = new k8s.Provider(
      `${name}-provider`,
      { kubeconfig: this.kubeconfig, enableConfigMapMutable: true },
      { parent: this, dependsOn: [prerequisites] },
    );
    this.ready = [prerequisites];
    this.registerOutputs({ nodePortHost: this.nodePortHost });
  }
}

/** Reports a user's mistake as a RunError, without a stack trace. */
function users<T>(act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw new pulumi.RunError((error as Error).message);
  }
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

/** The host of a URL, without the brackets of an IPv6 address. @throws when it is not a URL */
function hostOf(server: string): string {
  if (!URL.canParse(server)) throw new Error(`the kubeconfig's server ${server} is not a URL`);
  return new URL(server).hostname.replace(/^\[|\]$/g, "");
}
