import { X509Certificate } from "node:crypto";
import type { Subject } from "./certificate";

/**
 * The files of a cluster's public-key infrastructure by name, contents as PEM. The names and the subjects are kubeadm's
 * (kubernetes.io, "PKI certificates and requirements"), with the client certificates that kubeadm keeps inside its
 * kubeconfig files as files of their own: `admin`, `controller-manager`, `scheduler`, `kwok` for the simulated nodes, and
 * for a real one `kubelet`, `kubelet-serving` and `kube-proxy`, which each further one has in `nodes/NAME/`.
 */
export type ClusterPki = Record<string, string>;

/** A machine that runs the cluster's containers. */
interface PkiNode {
  /** The name of its Node object. */
  name: string;
  /** Where its kubelet answers, and pods reach the API server. */
  address: string;
}

export interface ClusterPkiOptions {
  /** Names and addresses by which clients outside the cluster reach the API server. */
  hosts: string[];
  /** Addresses of the `kubernetes` Service: the first of each service CIDR. */
  serviceIPs: string[];
  /** The cluster's DNS domain. Default `cluster.local`. */
  clusterDomain?: string;
  /** The cluster's real node, on which the control plane is. Default: none. */
  node?: PkiNode;
  /** More real nodes. Default: none. */
  workers?: PkiNode[];
  /** Names of further authorities, which sign nothing here. Default: none. */
  furtherAuthorities?: string[];
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
  /** The names and addresses of a server; a client has none. */
  names?: string[];
}

/** What the leaves depend on. */
export type LeafOptions = Pick<
  ClusterPkiOptions,
  "hosts" | "serviceIPs" | "clusterDomain" | "node" | "workers"
>;

/** What the names of the files depend on. */
export type FileOptions = LeafOptions & Pick<ClusterPkiOptions, "furtherAuthorities">;

/** Full rights, outside RBAC: the group that the API server itself knows. */
const MASTERS = "system:masters";

/** The certificates that the authorities sign, by name. */
export function leavesOf(options: LeafOptions): Record<string, Leaf> {
  const named = (commonName: string, organization?: string): Leaf => ({
    authority: "ca",
    subject: { commonName, organization },
  });
  const { node, workers = [] } = options;
  const nodeLeaves = ({ name, address }: PkiNode, folder = ""): Record<string, Leaf> => ({
    // The name and the group by which the API server knows a node.
    [`${folder}kubelet`]: named(`system:node:${name}`, "system:nodes"),
    [`${folder}kubelet-serving`]: {
      ...named(`system:node:${name}`, "system:nodes"),
      names: [name, address],
    },
    [`${folder}kube-proxy`]: named("system:kube-proxy"),
  });
  return {
    apiserver: { ...named("kube-apiserver"), names: servingNames(options) },
    "apiserver-kubelet-client": named("kube-apiserver-kubelet-client", MASTERS),
    "front-proxy-client": { ...named("front-proxy-client"), authority: "front-proxy-ca" },
    admin: named("kubernetes-admin", MASTERS),
    "controller-manager": named("system:kube-controller-manager"),
    scheduler: named("system:kube-scheduler"),
    // The binary grants this user what KWOK needs, and no more.
    kwok: named("kwok"),
    ...(node && nodeLeaves(node)),
    ...Object.assign({}, ...workers.map((worker) => nodeLeaves(worker, `nodes/${worker.name}/`))),
  };
}

export const authorityNames = Object.keys(AUTHORITIES) as AuthorityName[];

/** Every file of the infrastructure. */
export const pkiFileNames = (options: FileOptions): string[] => [
  ...[...authorityNames, ...(options.furtherAuthorities ?? []), ...Object.keys(leavesOf(options))].flatMap(
    (name) => [`${name}.crt`, `${name}.key`],
  ),
  "sa.key",
  "sa.pub",
];

/**
 * The names that the API server's certificate carries: its Service's DNS names and addresses, loopback, the hosts and the
 * node.
 */
function servingNames(options: LeafOptions): string[] {
  return [
    "kubernetes",
    "kubernetes.default",
    "kubernetes.default.svc",
    `kubernetes.default.svc.${options.clusterDomain ?? "cluster.local"}`,
    "localhost",
    "127.0.0.1",
    ...options.serviceIPs,
    ...options.hosts,
    ...(options.node ? [options.node.address] : []),
  ];
}

/** When a certificate of the infrastructure ends; undefined when it is not there or cannot be read. */
export function endOf(pki: ClusterPki, name: string): Date | undefined {
  const pem = pki[`${name}.crt`];
  if (pem === undefined) return undefined;
  try {
    return new Date(new X509Certificate(pem).validTo);
  } catch {
    return undefined;
  }
}
