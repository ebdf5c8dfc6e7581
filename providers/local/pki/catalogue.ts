import { X509Certificate } from "node:crypto";
import type { Subject } from "./certificate";

/**
 * The files of a cluster's public-key infrastructure by name, contents as PEM. The names and the subjects are kubeadm's
 * (kubernetes.io, "PKI certificates and requirements"), with the client certificates that kubeadm keeps inside its
 * kubeconfig files as files of their own: `admin`, `controller-manager`, `scheduler`, and `kwok` for the simulated nodes.
 */
export type ClusterPki = Record<string, string>;

export interface ClusterPkiOptions {
  /** Names and addresses by which clients outside the cluster reach the API server. */
  hosts: string[];
  /** Addresses of the `kubernetes` Service: the first of each service CIDR. */
  serviceIPs: string[];
  /** The cluster's DNS domain. Default `cluster.local`. */
  clusterDomain?: string;
  /** Days that a leaf certificate is good for. Default 365, as kubeadm. */
  validityDays?: number;
  /** Days that the authorities are good for. Default 3650, as kubeadm. */
  authorityValidityDays?: number;
  /** The time of issue. Default: now. */
  now?: Date;
}

/** The authorities and the common names that they give themselves. */
export const AUTHORITIES = { ca: "kubernetes", "front-proxy-ca": "front-proxy-ca" } as const;
export type AuthorityName = keyof typeof AUTHORITIES;

export interface Leaf {
  authority: AuthorityName;
  subject: Subject;
  serving?: boolean;
}

/** Full rights, outside RBAC: the group that the API server itself knows. */
const MASTERS = "system:masters";

/** The certificates that the authorities sign. */
export const LEAVES = {
  apiserver: { authority: "ca", subject: { commonName: "kube-apiserver" }, serving: true },
  "apiserver-kubelet-client": {
    authority: "ca",
    subject: { commonName: "kube-apiserver-kubelet-client", organization: MASTERS },
  },
  "front-proxy-client": { authority: "front-proxy-ca", subject: { commonName: "front-proxy-client" } },
  admin: { authority: "ca", subject: { commonName: "kubernetes-admin", organization: MASTERS } },
  "controller-manager": { authority: "ca", subject: { commonName: "system:kube-controller-manager" } },
  scheduler: { authority: "ca", subject: { commonName: "system:kube-scheduler" } },
  // The binary grants this user what KWOK needs, and no more.
  kwok: { authority: "ca", subject: { commonName: "kwok" } },
} as const satisfies Record<string, Leaf>;
export type LeafName = keyof typeof LEAVES;

export const leafNames = Object.keys(LEAVES) as LeafName[];
export const authorityNames = Object.keys(AUTHORITIES) as AuthorityName[];
/** Every file of the infrastructure. */
export const pkiFileNames: string[] = [
  ...[...authorityNames, ...leafNames].flatMap((name) => [`${name}.crt`, `${name}.key`]),
  "sa.key",
  "sa.pub",
];

/** The names that the API server's certificate carries: its Service's DNS names and addresses, loopback, and the hosts. */
export function servingNames(
  options: Pick<ClusterPkiOptions, "hosts" | "serviceIPs" | "clusterDomain">,
): string[] {
  return [
    "kubernetes",
    "kubernetes.default",
    "kubernetes.default.svc",
    `kubernetes.default.svc.${options.clusterDomain ?? "cluster.local"}`,
    "localhost",
    "127.0.0.1",
    ...options.serviceIPs,
    ...options.hosts,
  ];
}

/** When a certificate of the infrastructure ends; undefined when it is not there or cannot be read. */
export function endOf(pki: ClusterPki, name: LeafName | AuthorityName): Date | undefined {
  const pem = pki[`${name}.crt`];
  if (pem === undefined) return undefined;
  try {
    return new Date(new X509Certificate(pem).validTo);
  } catch {
    return undefined;
  }
}
