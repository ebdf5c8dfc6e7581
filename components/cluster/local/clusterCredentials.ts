import * as pulumi from "@pulumi/pulumi";
import type { Inputs } from "./inputs";

export interface ClusterCredentialsArgs {
  /** Names the cluster and its context in the kubeconfig. */
  clusterName: string;
  /** The API server's https URL. */
  server: string;
  /** Names and addresses of the API server besides loopback and its Service's. Default: none. */
  hosts?: pulumi.Input<string>[];
  /** Addresses of the `kubernetes` Service. */
  serviceIPs?: pulumi.Input<string>[];
  /** Default `cluster.local`. */
  clusterDomain?: string;
  /** The machine that runs the cluster's containers: its Node's name, and its address in the cluster. Default: none. */
  node?: pulumi.Input<{ name: pulumi.Input<string>; address: pulumi.Input<string> }>;
  /** Names of further authorities, as files `NAME.crt` and `NAME.key`. Default: none. */
  furtherAuthorities?: string[];
  /** More nodes of the cluster. Default: none. */
  workers?: pulumi.Input<{ name: string; address: string }[]>;
  /** Days that certificates are good for. Default 365. */
  validityDays?: number;
  /** Days that the authorities are good for. Default 3650. */
  authorityValidityDays?: number;
  /** A certificate with fewer days left is renewed by the next `up`. Default 30. */
  renewBeforeDays?: number;
}

/** A cluster's public-key infrastructure: authorities, certificates and keys, and the administrator's kubeconfig. */
export class ClusterCredentials extends pulumi.CustomResource {
  /** PEM by kubeadm's file names; a secret. */
  declare readonly files: pulumi.Output<Record<string, string>>;
  /** PEM. */
  declare readonly caCertificate: pulumi.Output<string>;
  /** YAML; a secret. */
  declare readonly kubeconfig: pulumi.Output<string>;
  /** PEM. */
  declare readonly adminCertificate: pulumi.Output<string>;
  /** PEM; a secret. */
  declare readonly adminKey: pulumi.Output<string>;

  constructor(name: string, args: Inputs<ClusterCredentialsArgs>, opts?: pulumi.CustomResourceOptions) {
    const outputs = {
      files: undefined,
      caCertificate: undefined,
      kubeconfig: undefined,
      adminCertificate: undefined,
      adminKey: undefined,
    };
    super("local:index:ClusterCredentials", name, { ...args, ...outputs }, opts);
  }
}
