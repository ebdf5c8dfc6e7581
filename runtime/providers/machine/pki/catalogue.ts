import type { InputsOf } from "../../framework/sdk/definition";
import type { clusterCredentials } from "../sdk/cluster";
import type { Holder } from "./certificate";

/**
 * The files of a cluster's public-key infrastructure by name, as PEM. Names and subjects are kubeadm's (kubernetes.io,
 * "PKI certificates and requirements"). Client certificates that kubeadm embeds in kubeconfig files are separate files:
 * `admin`, `controller-manager`, `scheduler`, `kwok` for the simulated nodes, and `kubelet`, `kubelet-serving` and
 * `kube-proxy` for a real node; further nodes have the latter three in `nodes/NAME/`.
 */
export type ClusterPki = Record<string, string>;

/** The inputs of ClusterCredentials, which determine the files. */
export type ClusterPkiOptions = InputsOf<typeof clusterCredentials>;

/** The authorities that sign leaves. */
export const authorityNames = ["ca", "front-proxy-ca"] as const;

export interface Leaf extends Holder {
  authority: (typeof authorityNames)[number];
}

/** The group to which the API server grants full rights without RBAC. */
const MASTERS = "system:masters";

/** The certificates that the authorities sign, by name. */
export function leavesOf(options: ClusterPkiOptions): Record<string, Leaf> {
  const named = (commonName: string, organization?: string): Leaf => ({
    authority: "ca",
    subject: { commonName, organization },
  });
  const { node, workers } = options;
  const nodeLeaves = (
    { name, address }: NonNullable<ClusterPkiOptions["node"]>,
    folder = "",
  ): Record<string, Leaf> => ({
    // The name and the group of a node for the API server.
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
    // The binary grants this user only what KWOK requires.
    kwok: named("kwok"),
    ...(node && nodeLeaves(node)),
    ...Object.assign({}, ...workers.map((worker) => nodeLeaves(worker, `nodes/${worker.name}/`))),
  };
}

/** The names of all files of the infrastructure. */
export const pkiFileNames = (options: ClusterPkiOptions): string[] => [
  ...[...authorityNames, ...options.furtherAuthorities, ...Object.keys(leavesOf(options))].flatMap((name) => [
    `${name}.crt`,
    `${name}.key`,
  ]),
  "sa.key",
  "sa.pub",
];

/**
 * The names in the API server's certificate: its Service's DNS names and addresses, loopback, the hosts and the node.
 */
function servingNames(options: ClusterPkiOptions): string[] {
  return [
    "kubernetes",
    "kubernetes.default",
    "kubernetes.default.svc",
    `kubernetes.default.svc.${options.clusterDomain}`,
    "localhost",
    "127.0.0.1",
    ...options.serviceIPs,
    ...options.hosts,
    ...(options.node ? [options.node.address] : []),
  ];
}
