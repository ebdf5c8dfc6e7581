import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { issue } from "../../runtime/providers/machine/pki/certificate";
import type { KubernetesObject } from "../../lib/clients/kubernetes/object";
import type { TestCluster } from "../kubernetes/cluster";

/** Creates an object by its collection's path. */
export const make = (cluster: TestCluster, path: string, object: object) =>
  cluster.client.post({ path, apiVersion: "", kind: "" }, object as KubernetesObject, {
    fieldManager: "somebody-else",
  });

/** Deletes an object by its collection's path and its name. */
export const remove = (cluster: TestCluster, path: string, name: string) =>
  cluster.client.delete({ path, apiVersion: "", kind: "" }, name, { propagationPolicy: "Background" });

interface Kubeconfig {
  clusters: [{ name: string; cluster: Record<string, string> }];
  users: [{ name: string; user: Record<string, string> }];
}

/** A cluster's kubeconfig with changed cluster fields or another user. */
export function otherKubeconfig(
  { kubeconfig }: TestCluster,
  { cluster = {}, user }: { cluster?: Record<string, string>; user?: Record<string, string> },
): string {
  const config = parse(kubeconfig) as Kubeconfig;
  Object.assign(config.clusters[0].cluster, cluster);
  if (user !== undefined) config.users[0].user = user;
  return stringify(config);
}

/** Creates a service account in `default` and returns its kubeconfig. */
export async function accountKubeconfig(cluster: TestCluster, name: string): Promise<string> {
  const accounts = "/api/v1/namespaces/default/serviceaccounts";
  await make(cluster, accounts, { apiVersion: "v1", kind: "ServiceAccount", metadata: { name } });
  const { status } = (await make(cluster, `${accounts}/${name}/token`, {
    apiVersion: "authentication.k8s.io/v1",
    kind: "TokenRequest",
    metadata: {},
    spec: { audiences: [], expirationSeconds: 3600 },
  })) as unknown as { status: { token: string } };
  return otherKubeconfig(cluster, { user: { token: status.token } });
}

/** The administrator's kubeconfig with a certificate that has expired. */
export async function expiredKubeconfig(cluster: TestCluster): Promise<string> {
  const file = (name: string) => readFileSync(join(cluster.directory, "pki", name), "utf8");
  const { certificate, key } = await issue(
    { certificate: file("ca.crt"), key: file("ca.key") },
    { subject: { commonName: "kubernetes-admin", organization: "system:masters" } },
    { notBefore: new Date("2020-01-01T00:00:00Z"), notAfter: new Date("2020-01-01T01:00:00Z") },
  );
  const data = (text: string) => Buffer.from(text).toString("base64");
  return otherKubeconfig(cluster, {
    user: { "client-certificate-data": data(certificate), "client-key-data": data(key) },
  });
}
