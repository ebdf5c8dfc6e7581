import * as pulumi from "@pulumi/pulumi";
import type { Inputs } from "./inputs";

/** An object that is to be made on the cluster. */
export interface PlannedObject {
  /** `apps/v1` */
  apiVersion: string;
  kind: string;
  /** Absent: the object is in no namespace. */
  namespace?: string;
  name: string;
}

export interface ClusterPrerequisitesArgs {
  /** What needs them, as the error says it: `the environment`. */
  for: string;
  /** The kubeconfig's content; a secret. */
  kubeconfig: string;
  /** The context. Default: the kubeconfig's current one. */
  context?: string;
  /** Kubernetes versions that it runs on where containers run, MAJOR.MINOR, and what has these bounds. Default: any. */
  version?: { min?: string; max?: string; for: string };
  /** What is to be put on the cluster: rights are asked for it, and none of it may be there before. */
  objects?: PlannedObject[];
  /** NodePorts that are to be free, and which Service (NAMESPACE/NAME) is to have each. */
  nodePorts?: { port: number; for: string; service: string }[];
  /** Capabilities that containers of pods are to have, by namespace: admission is to let them in. */
  pods?: { namespace: string; for: string; capabilities: string[] }[];
  /** Objects of others that must not be there; those of `objects` do not count. */
  absent?: {
    what: string;
    remedy: string;
    apiVersion: string;
    kind: string;
    selector?: string;
    names?: string;
  }[];
  /** Whether containers that run find names and Services: by cluster DNS and kube-proxy. Default true. */
  network?: boolean;
}

/** What a Kubernetes cluster is to have; looked at by each `up`. All that is lacking is one error. */
export class ClusterPrerequisites extends pulumi.CustomResource {
  constructor(name: string, args: Inputs<ClusterPrerequisitesArgs>, opts?: pulumi.CustomResourceOptions) {
    super("local:index:ClusterPrerequisites", name, { ...args, met: undefined }, opts);
  }
}
