import { createPrivateKey } from "node:crypto";
import { TLS } from "./commandLine";

/** Authorities of etcd's own: who may call the API may not call etcd. */
export const ETCD_AUTHORITIES = ["etcd-server-ca", "etcd-peer-ca"] as const;

/** k3s's names, and those of the cluster's credentials. As with kubeadm, one authority signs servers and clients. */
const AUTHORITIES: Record<string, string> = {
  "server-ca": "ca",
  "client-ca": "ca",
  "request-header-ca": "front-proxy-ca",
  "etcd/server-ca": "etcd-server-ca",
  "etcd/peer-ca": "etcd-peer-ca",
};

/**
 * The files that k3s takes in the place of authorities of its own, by path (docs.k3s.io, "k3s certificate", custom CA
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
 * The key in the form of k3s's own, "EC PRIVATE KEY": Kubernetes takes the public key of service accounts out of a
 * private key's file in this form only, and k3s gives it no other file (client-go, util/keyutil).
 */
const asSec1 = (key: string): string =>
  createPrivateKey(key).export({ type: "sec1", format: "pem" }).toString();
