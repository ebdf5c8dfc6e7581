import type { ClusterPki } from "./catalogue";

export interface KubeconfigOptions {
  /** The API server's URL, `https://127.0.0.1:6443`. */
  server: string;
  /** Names the cluster and the context. Default `meshstack`. */
  clusterName?: string;
}

/**
 * A kubeconfig (YAML) with everything inside: the cluster's CA and the administrator's certificate and key. Written as
 * text: loading a YAML library for it would cost every command more than the rest of this provider.
 */
export function adminKubeconfig(pki: ClusterPki, options: KubeconfigOptions): string {
  // JSON strings are YAML strings.
  const name = JSON.stringify(options.clusterName ?? "meshstack");
  const user = JSON.stringify(`${options.clusterName ?? "meshstack"}-admin`);
  const data = (file: string): string => Buffer.from(pki[file]!, "utf8").toString("base64");
  return `apiVersion: v1
kind: Config
clusters:
  - name: ${name}
    cluster:
      server: ${JSON.stringify(options.server)}
      certificate-authority-data: ${data("ca.crt")}
users:
  - name: ${user}
    user:
      client-certificate-data: ${data("admin.crt")}
      client-key-data: ${data("admin.key")}
contexts:
  - name: ${name}
    context:
      cluster: ${name}
      user: ${user}
current-context: ${name}
`;
}
