import { fields, list, problem, type Check, type Problem } from "../problems";
import { flag, oneOf, someText } from "../values";

/** TLS settings of a gateway. */
export interface ServerTLSSettings {
  /**
   * PASSTHROUGH forwards TLS to the service, SIMPLE terminates it, MUTUAL requires a client certificate,
   * OPTIONAL_MUTUAL accepts one, ISTIO_MUTUAL uses the mesh's certificates. Default PASSTHROUGH.
   */
  mode?: "PASSTHROUGH" | "SIMPLE" | "MUTUAL" | "AUTO_PASSTHROUGH" | "ISTIO_MUTUAL" | "OPTIONAL_MUTUAL";
  /** Redirects plain HTTP to HTTPS. Default false. */
  httpsRedirect?: boolean;
  /** Secret with key and certificates in the gateway's namespace. Excludes all other sources of certificates. */
  credentialName?: string;
  /** Secrets with different key types. */
  credentialNames?: string[];
  /** Secret or ConfigMap with the CA of the clients, besides the server's own Secret. */
  caCertCredentialName?: string;
  /** File in the gateway. */
  serverCertificate?: string;
  /** File in the gateway. */
  privateKey?: string;
  /** File in the gateway with the CA of the clients. */
  caCertificates?: string;
  /** File in the gateway with revoked certificates. */
  caCrl?: string;
  /** Files in the gateway with different key types. */
  tlsCertificates?: { serverCertificate: string; privateKey: string; caCertificates?: string }[];
  /** Names of which the client certificate must contain one. */
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

/** Reports missing certificates and those that the mode does not use. */
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
