import "reflect-metadata"; // Must come before @peculiar/x509, whose dependency injection requires it at load time.
import { randomBytes, webcrypto } from "node:crypto";
import { isIP } from "node:net";
import * as x509 from "@peculiar/x509";

/** A key pair and its certificate, as PEM: PKCS #8 for the key. */
export interface KeyAndCertificate {
  certificate: string;
  key: string;
}

/** The subject of a certificate; Kubernetes uses `O` as the user's groups. */
export interface Subject {
  commonName: string;
  organization?: string;
}

export interface Validity {
  notBefore: Date;
  notAfter: Date;
}

/** What a leaf certificate identifies. */
export interface Holder {
  subject: Subject;
  /** The names and addresses of a server; absent for a client. */
  names?: readonly string[];
}

/** ECDSA over P-256: every Kubernetes component supports it, for TLS and for service-account tokens (ES256). */
const ALGORITHM = { name: "ECDSA", namedCurve: "P-256" };
const SIGNING = { name: "ECDSA", hash: "SHA-256" };
const crypto = webcrypto;

/** 127 random bits, positive: RFC 5280 allows at most 20 octets. */
function serialNumber(): string {
  const bytes = randomBytes(16);
  bytes[0]! &= 0x7f;
  bytes[0]! |= 0x40; // No leading zero octet, so that DER needs no padding.
  return bytes.toString("hex");
}

const newKeyPair = (): Promise<webcrypto.CryptoKeyPair> =>
  crypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]) as Promise<webcrypto.CryptoKeyPair>;

async function privateKeyPem(key: webcrypto.CryptoKey): Promise<string> {
  return ended(x509.PemConverter.encode(await crypto.subtle.exportKey("pkcs8", key), "PRIVATE KEY"));
}

const ended = (pem: string): string => (pem.endsWith("\n") ? pem : `${pem}\n`);

function nameOf(subject: Subject): x509.JsonName {
  const name: x509.JsonName = [];
  if (subject.organization !== undefined) name.push({ O: [subject.organization] });
  name.push({ CN: [subject.commonName] });
  return name;
}

/** Creates a self-signed certificate authority that signs only leaf certificates. */
export async function createAuthority(subject: Subject, validity: Validity): Promise<KeyAndCertificate> {
  const keys = await newKeyPair();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned(
    {
      serialNumber: serialNumber(),
      name: nameOf(subject),
      ...validity,
      signingAlgorithm: SIGNING,
      keys,
      extensions: [
        new x509.BasicConstraintsExtension(true, 0, true),
        new x509.KeyUsagesExtension(
          x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign | x509.KeyUsageFlags.digitalSignature,
          true,
        ),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey, false, crypto),
      ],
    },
    crypto,
  );
  return { certificate: ended(certificate.toString("pem")), key: await privateKeyPem(keys.privateKey) };
}

/** Issues a leaf certificate with a new key, signed by an authority. It never outlives the authority. */
export async function issue(
  authority: KeyAndCertificate,
  { subject, names }: Holder,
  validity: Validity,
): Promise<KeyAndCertificate> {
  const issuer = new x509.X509Certificate(authority.certificate);
  const signingKey = await crypto.subtle.importKey(
    "pkcs8",
    x509.PemConverter.decodeFirst(authority.key),
    ALGORITHM,
    false,
    ["sign"],
  );
  const keys = await newKeyPair();
  const extensions: x509.Extension[] = [
    new x509.BasicConstraintsExtension(false, undefined, true),
    new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
    new x509.ExtendedKeyUsageExtension([
      names === undefined ? x509.ExtendedKeyUsage.clientAuth : x509.ExtendedKeyUsage.serverAuth,
    ]),
    await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey, false, crypto),
    await x509.SubjectKeyIdentifierExtension.create(keys.publicKey, false, crypto),
  ];
  if (names !== undefined) extensions.push(new x509.SubjectAlternativeNameExtension(alternativeNames(names)));
  const certificate = await x509.X509CertificateGenerator.create(
    {
      serialNumber: serialNumber(),
      subject: nameOf(subject),
      issuer: issuer.subject,
      notBefore: validity.notBefore,
      notAfter: validity.notAfter < issuer.notAfter ? validity.notAfter : issuer.notAfter,
      signingAlgorithm: SIGNING,
      publicKey: keys.publicKey,
      signingKey,
      extensions,
    },
    crypto,
  );
  return { certificate: ended(certificate.toString("pem")), key: await privateKeyPem(keys.privateKey) };
}

/** Subject alternative names without duplicates: addresses as IPs, everything else as DNS names. */
function alternativeNames(names: readonly string[]): { type: "ip" | "dns"; value: string }[] {
  return [...new Set(names)].map((value) => ({ type: isIP(value) === 0 ? "dns" : "ip", value }));
}
