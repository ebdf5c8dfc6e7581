import * as pulumi from "@pulumi/pulumi";
import type { Inputs } from "./inputs";

export interface ClusterNodeArgs {
  /** The administrator's kubeconfig; a secret. */
  kubeconfig: string;
  /** The name of the Node object. */
  name: string;
  /** What runs the node, such as a container's id: when it is another one, the node is waited for and uncordoned. */
  instance: string;
  /** How long it may take to be ready when something else runs it. Default 300. */
  readySeconds?: number;
  /** How long its pods may take to go. Default 120. */
  drainSeconds?: number;
  /** Where to look when it does not become ready: `docker logs NAME`. Default: nothing is said. */
  diagnosis?: string;
}

/** A node's place in a cluster that it joins by itself; it is drained, and its Node object deleted, at deletion. */
export class ClusterNode extends pulumi.CustomResource {
  constructor(name: string, args: Inputs<ClusterNodeArgs>, opts?: pulumi.CustomResourceOptions) {
    super("local:index:ClusterNode", name, { ...args }, opts);
  }
}
