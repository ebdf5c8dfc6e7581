import * as pulumi from "@pulumi/pulumi";
import type { Inputs } from "./inputs";

export interface NodeDrainArgs {
  /** The administrator's kubeconfig; a secret. */
  kubeconfig: string;
  /** The name of the Node object. */
  name: string;
  /** What the node is made of: a change of it is what the node is drained for. */
  cause: string;
  /** How long its pods may take to go. Default 120. */
  drainSeconds?: number;
}

/** Drains a node before what runs it, which depends on this, is replaced. */
export class NodeDrain extends pulumi.CustomResource {
  constructor(name: string, args: Inputs<NodeDrainArgs>, opts?: pulumi.CustomResourceOptions) {
    super("local:index:NodeDrain", name, { ...args }, opts);
  }
}
