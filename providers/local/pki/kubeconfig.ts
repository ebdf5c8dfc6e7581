import { stringify } from "yaml";
import type { ClusterPki } from "./catalogue";

export interface KubeconfigOptions {
  /** The API server's URL, `https://127.0.0.1:6443`. */
  server: string;
  /** Names the cluster and the context. Default `meshstack`. */
  clusterName?: string;
}

/** A kubeconfig (YAML) with everything inside: the cluster's CA and the administrator's certificate and key. */
export function adminKubeconfig(pki: ClusterPki, options: KubeconfigOptions): string {
  const name = options.clusterName ?? "meshstack";
  const user = `${name}-admin`;
  const data = (file: string): string => Buffer.from(pki[file]!, "utf8").toString("base64");
  return stringify(
    {
      apiVersion: "v1",
      kind: "Config",
      clusters: [{ name, cluster: { server: options.server, "certificate-authority-data": data("ca.crt") } }],
      users: [
        {
          name: user,
          user: { "client-certificate-data": data("admin.crt"), "client-key-data": data("admin.key") },
        },
      ],
      contexts: [{ name, context: { cluster: name, user } }],
      "current-context": name,
    },
    { lineWidth: 0 },
  );
}
