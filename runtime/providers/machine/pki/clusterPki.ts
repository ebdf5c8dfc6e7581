import { generateKeyPairSync } from "node:crypto";
import { authorityNames, type ClusterPki, type ClusterPkiOptions, leavesOf, pkiFileNames } from "./catalogue";
import { createAuthority, issue, type KeyAndCertificate, type Validity } from "./certificate";

const DAY_MS = 24 * 60 * 60 * 1000;
/** Certificates are valid from slightly before their issue, for clocks that run behind. */
const CLOCK_SKEW_MS = 5 * 60 * 1000;

/** A validity from now on, in whole seconds, because an X.509 time has no fractions. */
function validFor(days: number): Validity {
  const now = Date.now();
  return {
    notBefore: new Date(Math.floor((now - CLOCK_SKEW_MS) / 1000) * 1000),
    notAfter: new Date(Math.floor((now + days * DAY_MS) / 1000) * 1000),
  };
}

/** Creates a complete infrastructure. */
export async function createClusterPki(options: ClusterPkiOptions): Promise<ClusterPki> {
  const pki: ClusterPki = {};
  const validity = validFor(options.authorityValidityDays);
  for (const name of [...authorityNames, ...options.furtherAuthorities]) {
    const commonName = name === "ca" ? "kubernetes" : name;
    put(pki, name, await createAuthority({ commonName }, validity));
  }
  // Signs service-account tokens.
  const serviceAccounts = generateKeyPairSync("ec", {
    namedCurve: "P-256",
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
    publicKeyEncoding: { type: "spki", format: "pem" },
  });
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
  const validity = validFor(options.validityDays);
  for (const name of names) {
    const leaf = leaves[name]!;
    put(result, name, await issue(take(pki, leaf.authority), leaf, validity));
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
