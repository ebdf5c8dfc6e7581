import {
  AUTHORITIES,
  authorityNames,
  type ClusterPki,
  type ClusterPkiOptions,
  leavesOf,
  pkiFileNames,
} from "./catalogue";
import {
  createAuthority,
  createKeyPair,
  issue,
  type KeyAndCertificate,
  type Purpose,
  type Validity,
} from "./certificate";

const DAY_MS = 24 * 60 * 60 * 1000;
/** Certificates are valid from slightly before their issue, for clocks that run behind. */
const CLOCK_SKEW_MS = 5 * 60 * 1000;

const validFor = (days: number, now: Date): Validity => ({
  // Whole seconds, because an X.509 time has no fractions.
  notBefore: new Date(Math.floor((now.getTime() - CLOCK_SKEW_MS) / 1000) * 1000),
  notAfter: new Date(Math.floor((now.getTime() + days * DAY_MS) / 1000) * 1000),
});

/** Creates a complete infrastructure. */
export async function createClusterPki(options: ClusterPkiOptions): Promise<ClusterPki> {
  const now = options.now ?? new Date();
  const pki: ClusterPki = {};
  const validity = validFor(options.authorityValidityDays ?? 3650, now);
  for (const name of authorityNames)
    put(pki, name, await createAuthority({ commonName: AUTHORITIES[name] }, validity));
  for (const name of options.furtherAuthorities ?? [])
    put(pki, name, await createAuthority({ commonName: name }, validity));
  const serviceAccounts = await createKeyPair();
  pki["sa.key"] = serviceAccounts.privateKey;
  pki["sa.pub"] = serviceAccounts.publicKey;
  return reissue(pki, Object.keys(leavesOf(options)), options);
}

/**
 * Returns the infrastructure with the named leaves reissued with new keys by the existing authorities, and without
 * files that the options no longer require.
 */
export async function reissue(
  pki: ClusterPki,
  names: readonly string[],
  options: ClusterPkiOptions,
): Promise<ClusterPki> {
  const wanted = new Set(pkiFileNames(options));
  const result = Object.fromEntries(Object.entries(pki).filter(([name]) => wanted.has(name)));
  const leaves = leavesOf(options);
  const validity = validFor(options.validityDays ?? 365, options.now ?? new Date());
  for (const name of names) {
    const leaf = leaves[name]!;
    const purpose: Purpose = leaf.names ? { server: { names: leaf.names } } : { client: true };
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
    throw new Error(
      `the cluster's credentials do not contain ${name}.crt and ${name}.key, so they cannot be renewed`,
    );
  }
  return { certificate, key };
}
