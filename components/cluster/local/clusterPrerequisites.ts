import * as pulumi from "@pulumi/pulumi";
import type { Inputs } from "./inputs";

/** An object that is to be made on the cluster. */
export interface PlannedObject {
  /** `apps/v1` */
  apiVersion: string;
  kind: string;
  /** The kind's name in paths, where another of the objects defines the kind: `routerules`. */
  plural?: string;
  /** Absent: the object is in no namespace. */
  namespace?: string;
  name: string;
}

/** A rule of a role, as RBAC has it. */
export interface PlannedRule {
  apiGroups?: string[];
  resources?: string[];
  resourceNames?: string[];
  nonResourceURLs?: string[];
  verbs: string[];
}

/** Objects of others that must not be there. */
export interface AbsentObjects {
  /** What they are, as the message says it. */
  what: string;
  /** What there is to do, as the message says it. */
  remedy: string;
  apiVersion: string;
  kind: string;
  /** A label selector. Default: all. */
  selector?: string;
  /** A regular expression for their names. Default: all. */
  names?: string;
  /** True where they are only in the way of some of it. Default false. */
  warning?: boolean;
}

/** What is to be put on a cluster, as far as checks look at it. */
export interface ClusterRequirements {
  /** Kubernetes versions that it runs on where containers run, MAJOR.MINOR, and what has these bounds. Default: any. */
  version?: { min?: string; max?: string; for: string };
  /** What is to be put on the cluster: rights are asked for it, and none of it may be there before. */
  objects?: PlannedObject[];
  /** The rules of the roles among them: nobody may grant what he may not do. */
  rules?: PlannedRule[];
  /** NodePorts that are to be free, and which Service (NAMESPACE/NAME) is to have each. */
  nodePorts?: { port: number; for: string; service: string }[];
  /** Pods that admission is to let in: their specs, of which only what it looks at need be there. */
  pods?: { namespace: string; for: string; spec: object }[];
  /** Objects of others that must not be there; those of `objects` do not count. */
  absent?: AbsentObjects[];
}

export interface ClusterPrerequisitesArgs extends ClusterRequirements {
  /** What needs them, as the error says it: `the environment`. */
  for: string;
  /** The kubeconfig's content; a secret. */
  kubeconfig: string;
  /** The context. Default: the kubeconfig's current one. */
  context?: string;
  /** Whether the cluster is to have cluster DNS and kube-proxy of its own. Default true. */
  network?: boolean;
}

/** What a Kubernetes cluster is to have; looked at by each `up`. All that is lacking is one error. */
export class ClusterPrerequisites extends pulumi.CustomResource {
  constructor(name: string, args: Inputs<ClusterPrerequisitesArgs>, opts?: pulumi.CustomResourceOptions) {
    super("local:index:ClusterPrerequisites", name, { ...args, met: undefined }, opts);
  }
}
