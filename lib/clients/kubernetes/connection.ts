/** How to reach one API server, and as whom: what a kubeconfig's context comes down to. */
export interface Connection {
  /** `https://127.0.0.1:6443`, a path at its end included */
  server: string;
  /** PEM of the authorities that the server's certificate must come from; the system's when absent. */
  certificateAuthority?: string;
  insecureSkipTlsVerify: boolean;
  /** The name that the server's certificate must be for, when it is not the server's host. */
  tlsServerName?: string;
  /** The context's namespace, when it names one. */
  namespace?: string;
  credentials: Credentials;
}

export interface Credentials {
  /** PEM of the client certificate and its key. */
  clientCertificate?: string;
  clientKey?: string;
  token?: string;
  /** A file that holds the token; read again as it is renewed. */
  tokenFile?: string;
  username?: string;
  password?: string;
  exec?: ExecPlugin;
  impersonate?: { user: string; groups: string[]; uid?: string };
}

/** A credential plugin: a command that prints an ExecCredential (`client.authentication.k8s.io`). */
export interface ExecPlugin {
  apiVersion: string;
  command: string;
  args: string[];
  env: { name: string; value: string }[];
  installHint?: string;
  provideClusterInfo: boolean;
  /** The folder of the kubeconfig, which a relative command with a slash is relative to. */
  directory: string;
}
