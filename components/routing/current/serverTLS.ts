import { fields, list, problem, type Check, type Problem } from "../problems";
import { flag, oneOf, someText } from "../values";

/** How a gateway speaks TLS with its callers. */
export interface ServerTLSSettings {
  /**
   * PASSTHROUGH leaves TLS to the service; SIMPLE ends it; MUTUAL wants the caller's certificate too,
   * OPTIONAL_MUTUAL where it has one; ISTIO_MUTUAL is the mesh's own. Default PASSTHROUGH.
   */
  mode?: "PASSTHROUGH" | "SIMPLE" | "MUTUAL" | "AUTO_PASSTHROUGH" | "ISTIO_MUTUAL" | "OPTIONAL_MUTUAL";
  /** Answer plain HTTP with a redirect to HTTPS. Default false. */
  httpsRedirect?: boolean;
  /** Secret with key and certificates, in the gateway's namespace. One source of certificates only. */
  credentialName?: string;
  /** Secrets for several kinds of keys. */
  credentialNames?: string[];
  /** Secret or ConfigMap with the callers' CA, beside the server's own secret. */
  caCertCredentialName?: string;
  /** File in the gateway. */
  serverCertificate?: string;
  /** File in the gateway. */
  privateKey?: string;
  /** File in the gateway: the callers' CA. */
  caCertificates?: string;
  /** File in the gateway: certificates that are no longer good. */
  caCrl?: string;
  /** Files in the gateway for several kinds of keys. */
  tlsCertificates?: { serverCertificate: string; privateKey: string; caCertificates?: string }[];
  /** Names of which a caller's certificate must have one. */
  subjectAltNames?: string[];
  verifyCertificateSpki?: string[];
  verifyCertificateHash?: string[];
  /** Default TLSV1_2. */
  minProtocolVersion?: TLSProtocol;
  maxProtocolVersion?: TLSProtocol;
  cipherSuites?: string[];
}

type TLSProtocol = "TLS_AUTO" | "TLSV1_0" | "TLSV1_1" | "TLSV1_2" | "TLSV1_3";

const protocol = oneOf("TLS_AUTO", "TLSV1_0", "TLSV1_1", "TLSV1_2", "TLSV1_3");

export const serverTLS: Check = fields<ServerTLSSettings>(
  {
    mode: oneOf("PASSTHROUGH", "SIMPLE", "MUTUAL", "AUTO_PASSTHROUGH", "ISTIO_MUTUAL", "OPTIONAL_MUTUAL"),
    httpsRedirect: flag,
    credentialName: someText,
    credentialNames: list(someText, 1),
    caCertCredentialName: someText,
    serverCertificate: someText,
    privateKey: someText,
    caCertificates: someText,
    caCrl: someText,
    tlsCertificates: list(
      fields<NonNullable<ServerTLSSettings["tlsCertificates"]>[number]>(
        { serverCertificate: someText, privateKey: someText, caCertificates: someText },
        { required: ["serverCertificate", "privateKey"] },
      ),
      1,
    ),
    subjectAltNames: list(someText),
    verifyCertificateSpki: list(someText),
    verifyCertificateHash: list(someText),
    minProtocolVersion: protocol,
    maxProtocolVersion: protocol,
    cipherSuites: list(someText),
  },
  {
    atMostOne: [["credentialName", "credentialNames", "tlsCertificates", "serverCertificate"]],
    also: certificateProblems,
  },
);

const sources = [
  ...["serverCertificate", "privateKey", "caCertificates", "caCrl"],
  ...["tlsCertificates", "credentialName", "credentialNames"],
];

/** Which certificates a mode needs, and which it has no use for. */
function certificateProblems(tls: Record<string, unknown>, path: string): Problem[] {
  const has = (name: string): boolean => tls[name] !== undefined;
  const problems = (names: readonly string[], expected: string): Problem[] =>
    names.map((name) => problem(`${path}.${name}`, tls[name], expected));
  const mode = tls.mode ?? "PASSTHROUGH";
  if (typeof mode !== "string") return [];
  const ofSecret = has("credentialName") || has("credentialNames");
  if (mode === "SIMPLE" || mode === "MUTUAL" || mode === "OPTIONAL_MUTUAL") {
    const files = has("tlsCertificates") ? [] : ["serverCertificate", "privateKey"];
    const needed = [...files, ...(mode === "SIMPLE" ? [] : ["caCertificates"])];
    return [
      ...(ofSecret
        ? []
        : problems(
            needed.filter((name) => !has(name)),
            `a value, or a credentialName, for mode ${mode}`,
          )),
      ...(has("caCrl") && (mode === "SIMPLE" || ofSecret)
        ? problems(["caCrl"], "no value with mode SIMPLE or beside a credentialName")
        : []),
    ];
  }
  return problems(sources.filter(has), `no value with mode ${mode}`);
}
