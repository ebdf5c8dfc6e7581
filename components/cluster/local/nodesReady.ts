import * as pulumi from "@pulumi/pulumi";
import type { Inputs } from "./inputs";

export interface NodesReadyArgs {
  /** The administrator's kubeconfig; a secret. */
  kubeconfig: string;
  /** The names of the Node objects. */
  names: string[];
  /** How long it may take. Default 300. */
  readySeconds?: number;
  /** Where to look when they do not become ready: `docker logs NAME`. Default: nothing is said. */
  diagnosis?: string;
}

/** A cluster whose API answers and whose nodes are ready; looked at by each `up`, and waited for. */
export class NodesReady extends pulumi.CustomResource {
  constructor(name: string, args: Inputs<NodesReadyArgs>, opts?: pulumi.CustomResourceOptions) {
    super("local:index:NodesReady", name, { ...args, ready: undefined }, opts);
  }
}
