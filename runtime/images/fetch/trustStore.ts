import { createHash, X509Certificate } from "node:crypto";

/** Java's format of key stores that needs no password to be read (sun.security.provider.JavaKeyStore). */
const MAGIC = 0xfeedfeed;
const VERSION = 2;
const TRUSTED_CERTIFICATE = 2;
/** Java's conventional password, which only protects the digest. */
const PASSWORD = "changeit";
/** The format mixes it into the digest. */
const SALT = "Mighty Aphrodite";

/** Returns a Java key store that trusts the certificates of a PEM bundle. */
export function javaTrustStore(pem: string): Buffer {
  const certificates = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  const entries = certificates.map((text, i) => {
    const der = new X509Certificate(text).raw;
    return Buffer.concat([
      uint32(TRUSTED_CERTIFICATE),
      utf(`authority-${i}`),
      Buffer.alloc(8), // the time at which it was added
      utf("X.509"),
      uint32(der.length),
      der,
    ]);
  });
  const content = Buffer.concat([uint32(MAGIC), uint32(VERSION), uint32(entries.length), ...entries]);
  const password = Buffer.from(PASSWORD, "utf16le").swap16();
  const digest = createHash("sha1").update(password).update(SALT, "utf8").update(content).digest();
  return Buffer.concat([content, digest]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function utf(text: string): Buffer {
  const bytes = Buffer.from(text, "utf8");
  const length = Buffer.alloc(2);
  length.writeUInt16BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
