import * as pulumi from "@pulumi/pulumi";
import type { Inputs } from "./inputs";
import type { RancherConnection } from "./rancherConnection";

export interface RancherKubernetesArgs {
  server: RancherConnection;
  environmentId: string;
  /** The environment's name: that of the cluster, the user and the context in the kubeconfig. */
  environmentName: string;
  /** The environment's stack that is Kubernetes. Default `kubernetes`. */
  stack?: string;
  /** The API key that the kubeconfig has. */
  accessKey: string;
  secretKey: string;
  /** How long it may take until the stack is healthy and the cluster's API answers. Default 1200. */
  timeoutSeconds?: number;
}

/** The Kubernetes of an environment: it is waited for, and has the kubeconfig that Rancher generates. */
export class RancherKubernetes extends pulumi.CustomResource {
  /** YAML; a secret. */
  declare readonly kubeconfig: pulumi.Output<string>;
  /** The version of the cluster's API, `v1.12.7`. */
  declare readonly version: pulumi.Output<string>;

  constructor(name: string, args: Inputs<RancherKubernetesArgs>, opts?: pulumi.CustomResourceOptions) {
    super(
      "local:index:RancherKubernetes",
      name,
      { ...args, kubeconfig: undefined, version: undefined },
      opts,
    );
  }
}
