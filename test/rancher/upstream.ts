import { parse } from "yaml";
import type { TestCluster } from "../kubernetes/cluster";
import type { Upstream } from "./fake/kubernetesProxy";

/** A cluster for the fake's proxy. */
export function upstreamOf({ kubeconfig }: Pick<TestCluster, "kubeconfig">): Upstream {
  const { clusters, users } = parse(kubeconfig) as {
    clusters: { cluster: Record<string, string> }[];
    users: { user: Record<string, string> }[];
  };
  const pem = (text = "") => Buffer.from(text, "base64").toString();
  return {
    server: clusters[0]!.cluster.server!,
    ca: pem(clusters[0]!.cluster["certificate-authority-data"]),
    cert: pem(users[0]!.user["client-certificate-data"]),
    key: pem(users[0]!.user["client-key-data"]),
  };
}
