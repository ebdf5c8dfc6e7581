import { X509Certificate } from "node:crypto";
import {
  createAuthority,
  createKeyPair,
  issue,
  type KeyAndCertificate,
  type Purpose,
  type Subject,
  type Validity,
} from "./certificate";

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

const AUTHORITIES = { ca: "kubernetes", "front-proxy-ca": "front-proxy-ca" } as const;
export type AuthorityName = keyof typeof AUTHORITIES;

interface Leaf {
  authority: AuthorityName;
  subject: Subject;
  serving?: boolean;
}

/** Full rights, outside RBAC: the group that the API server itself knows. */
const MASTERS = "system:masters";

const LEAVES = {
  apiserver: { authority: "ca", subject: { commonName: "kube-apiserver" }, serving: true },
  "apiserver-kubelet-client": {
    authority: "ca",
    subject: { commonName: "kube-apiserver-kubelet-client", organization: MASTERS },
  },
  "front-proxy-client": { authority: "front-proxy-ca", subject: { commonName: "front-proxy-client" } },
  admin: { authority: "ca", subject: { commonName: "kubernetes-admin", organization: MASTERS } },
  "controller-manager": { authority: "ca", subject: { commonName: "system:kube-controller-manager" } },
  scheduler: { authority: "ca", subject: { commonName: "system:kube-scheduler" } },
  kwok: { authority: "ca", subject: { commonName: "kwok-controller", organization: MASTERS } },
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

const DAY_MS = 24 * 60 * 60 * 1000;
/** Certificates are valid from a little before their issue, for clocks that are a little behind. */
const CLOCK_SKEW_MS = 5 * 60 * 1000;

const validFor = (days: number, now: Date): Validity => ({
  // Whole seconds: an X.509 time has no fractions.
  notBefore: new Date(Math.floor((now.getTime() - CLOCK_SKEW_MS) / 1000) * 1000),
  notAfter: new Date(Math.floor((now.getTime() + days * DAY_MS) / 1000) * 1000),
});

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

/** A whole new infrastructure. */
export async function createClusterPki(options: ClusterPkiOptions): Promise<ClusterPki> {
  const now = options.now ?? new Date();
  const pki: ClusterPki = {};
  for (const name of authorityNames) {
    const validity = validFor(options.authorityValidityDays ?? 3650, now);
    put(pki, name, await createAuthority({ commonName: AUTHORITIES[name] }, validity));
  }
  const serviceAccounts = await createKeyPair();
  pki["sa.key"] = serviceAccounts.privateKey;
  pki["sa.pub"] = serviceAccounts.publicKey;
  return reissue(pki, leafNames, options);
}

/** The same infrastructure with the named leaves issued anew, with new keys, by the authorities that are there. */
export async function reissue(
  pki: ClusterPki,
  names: readonly LeafName[],
  options: ClusterPkiOptions,
): Promise<ClusterPki> {
  const result = { ...pki };
  const validity = validFor(options.validityDays ?? 365, options.now ?? new Date());
  for (const name of names) {
    const leaf: Leaf = LEAVES[name];
    const purpose: Purpose = leaf.serving ? { server: { names: servingNames(options) } } : { client: true };
    put(result, name, await issue(take(pki, leaf.authority), leaf.subject, purpose, validity));
  }
  return result;
}

function put(pki: ClusterPki, name: string, pair: KeyAndCertificate): void {
  pki[`${name}.crt`] = pair.certificate;
  pki[`${name}.key`] = pair.key;
}

function take(pki: ClusterPki, name: string): KeyAndCertificate {
  const certificate = pki[`${name}.crt`];
  const key = pki[`${name}.key`];
  if (certificate === undefined || key === undefined) {
    throw new Error(`the cluster's credentials lack ${name}.crt or ${name}.key: they cannot be renewed`);
  }
  return { certificate, key };
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
