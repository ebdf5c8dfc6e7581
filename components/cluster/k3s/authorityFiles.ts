import { createPrivateKey } from "node:crypto";
import { TLS } from "./commandLine";

/** Etcd has separate authorities, so that clients of the API cannot call etcd. */
export const ETCD_AUTHORITIES = ["etcd-server-ca", "etcd-peer-ca"] as const;

/** k3s's names by those of the cluster's credentials. As with kubeadm, one authority signs servers and clients. */
const AUTHORITIES: Record<string, string> = {
  "server-ca": "ca",
  "client-ca": "ca",
  "request-header-ca": "front-proxy-ca",
  "etcd/server-ca": "etcd-server-ca",
  "etcd/peer-ca": "etcd-peer-ca",
};

/**
 * The files that k3s uses instead of generating its own authorities, by path (docs.k3s.io, "k3s certificate", custom CA
 * certificates).
 * @param files a cluster's credentials by kubeadm's names, as PEM
 */
export function authorityFiles(files: Readonly<Record<string, string>>): Record<string, string> {
  const pem = (name: string): string => {
    const content = files[name];
    if (content === undefined) throw new Error(`the cluster's credentials have no file ${name}`);
    return content;
  };
  const pairs = Object.entries(AUTHORITIES).flatMap(([name, source]) => [
    [`${TLS}/${name}.crt`, pem(`${source}.crt`)],
    [`${TLS}/${name}.key`, asSec1(pem(`${source}.key`))],
  ]);
  return { ...Object.fromEntries(pairs), [`${TLS}/service.key`]: asSec1(pem("sa.key")) };
}

/**
 * The key as "EC PRIVATE KEY", k3s's own form. k3s passes Kubernetes only the private key's file, and Kubernetes
 * extracts the public key of service accounts only from this form (client-go, util/keyutil).
 */
const asSec1 = (key: string): string =>
  createPrivateKey(key).export({ type: "sec1", format: "pem" }).toString();
