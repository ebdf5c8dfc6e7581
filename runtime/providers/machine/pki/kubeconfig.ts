import { kubeconfigText } from "../../../../lib/kubeconfig/write";
import type { ClusterPki } from "./catalogue";

export interface KubeconfigOptions {
  /** The API server's URL, `https://127.0.0.1:6443`. */
  server: string;
  /** The name of the cluster and of the context. Default `meshstack`. */
  clusterName?: string;
}

/** A kubeconfig (YAML) that contains the cluster's CA and the administrator's certificate and key. */
export function adminKubeconfig(
  pki: ClusterPki,
  { server, clusterName = "meshstack" }: KubeconfigOptions,
): string {
  const data = (file: string): string => Buffer.from(pki[file]!, "utf8").toString("base64");
  return kubeconfigText({
    cluster: { name: clusterName, fields: { server, "certificate-authority-data": data("ca.crt") } },
    user: {
      name: `${clusterName}-admin`,
      fields: { "client-certificate-data": data("admin.crt"), "client-key-data": data("admin.key") },
    },
    context: { name: clusterName },
  });
}
