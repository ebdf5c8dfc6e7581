import type * as pulumi from "@pulumi/pulumi";

/** How a Rancher 1.6 server is reached, and who asks: by an account, or by an account API key. */
export interface RancherConnection {
  /** Its URL without a path, `http://192.0.2.10:8080`. */
  url: pulumi.Input<string>;
  /** PEM of the authority that signed an https server's certificate. Default: those that Node trusts. */
  caCertificate?: pulumi.Input<string>;
  /** An account of local access control. Not together with an API key. */
  username?: pulumi.Input<string>;
  password?: pulumi.Input<string>;
  /** An account API key: its access key and its secret key. */
  accessKey?: pulumi.Input<string>;
  secretKey?: pulumi.Input<string>;
  /** How long one request may take. Default 15. */
  requestTimeoutSeconds?: number;
  /** How long the API may go on answering not at all, with 5xx or with no JSON before that is an error. Default 300. */
  unavailableSeconds?: number;
  /** What to look at where it does not answer, for the error's message. Default: nothing is said. */
  advice?: pulumi.Input<string>;
  /** Where the server does not answer, a deletion counts as done. Default false. */
  deleteUnreachable?: boolean;
}
