/** The server and the credentials that a kubeconfig context resolves to. */
export interface Connection {
  /** A URL such as `https://127.0.0.1:6443`, optionally with a path. */
  server: string;
  /** PEM of the trusted authorities. Default: the authorities of the system. */
  certificateAuthority?: string;
  insecureSkipTlsVerify: boolean;
  /** The name to verify in the server's certificate. Default: the server's host. */
  tlsServerName?: string;
  /** The URL of the proxy to the server: http, https or socks5. May contain credentials. Default: no proxy. */
  proxyUrl?: string;
  /** The context's default namespace. */
  namespace?: string;
  credentials: Credentials;
}

export interface Credentials {
  /** PEM of the client certificate and its key. */
  clientCertificate?: string;
  clientKey?: string;
  token?: string;
  /** A file that contains the token; read again when it changes. */
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
  /** The kubeconfig's folder. Commands with a relative path start from it. */
  directory: string;
}
