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
  /** Accepts a client certificate that is not valid. Default false. */
  insecureSkipVerify?: boolean;
}

type TLSProtocol = "TLS_AUTO" | "TLSV1_0" | "TLSV1_1" | "TLSV1_2" | "TLSV1_3";

const protocol = oneOf("TLS_AUTO", "TLSV1_0", "TLSV1_1", "TLSV1_2", "TLSV1_3");

export const serverTLS: Check = fields<ServerTLSSettings>(
  {
    mode: oneOf("PASSTHROUGH", "SIMPLE", "MUTUAL", "AUTO_PASSTHROUGH", "ISTIO_MUTUAL", "OPTIONAL_MUTUAL"),
    httpsRedirect: flag,
    credentialName: someText,
    credentialNames: list(someText),
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
    ),
    subjectAltNames: list(someText),
    verifyCertificateSpki: list(someText),
    verifyCertificateHash: list(someText),
    minProtocolVersion: protocol,
    maxProtocolVersion: protocol,
    cipherSuites: list(someText),
    insecureSkipVerify: flag,
  },
  { also: (tls, path) => [...sourceProblems(tls, path), ...certificateProblems(tls, path)] },
);

const isSet = (value: unknown): boolean =>
  value !== undefined && value !== "" && !(Array.isArray(value) && value.length === 0);

/** Reports a second source of certificates. */
function sourceProblems(tls: Record<string, unknown>, path: string): Problem[] {
  const sources = ["credentialName", "credentialNames", "tlsCertificates"].filter((name) => isSet(tls[name]));
  if (isSet(tls.serverCertificate) && isSet(tls.privateKey)) sources.push("serverCertificate");
  return sources.length > 1 && tls.mode !== "ISTIO_MUTUAL"
    ? [
        {
          path,
          message: `found ${sources.join(", ")}; expected one of credentialName, credentialNames, tlsCertificates, serverCertificate.`,
        },
      ]
    : [];
}

/** Reports missing certificates and those that the mode does not use. */
function certificateProblems(tls: Record<string, unknown>, path: string): Problem[] {
  const problems = (names: readonly string[], expected: string): Problem[] =>
    names.map((name) => problem(`${path}.${name}`, tls[name], expected));
  const present = (names: readonly string[]): string[] => names.filter((name) => isSet(tls[name]));
  const files = ["serverCertificate", "privateKey", "caCertificates", "tlsCertificates"];
  const secrets = ["credentialName", "credentialNames"];
  const mode = tls.mode ?? "PASSTHROUGH";
  const crl = problems(present(["caCrl"]), "no value with mode SIMPLE or beside a credentialName");
  switch (mode) {
    case "ISTIO_MUTUAL":
      return problems(present([...files, ...secrets]), "no value with mode ISTIO_MUTUAL");
    case "PASSTHROUGH":
    case "AUTO_PASSTHROUGH":
      return [
        ...problems(present([...files, ...secrets, "caCrl"]), `no value with mode ${mode}`).map((found) => ({
          ...found,
          warning: true,
        })),
        ...(isSet(tls.credentialName) ? crl : []),
      ];
    case "SIMPLE":
    case "MUTUAL":
    case "OPTIONAL_MUTUAL": {
      if (present(secrets).length > 0) return [];
      const needed = [
        ...(isSet(tls.tlsCertificates) ? [] : ["serverCertificate", "privateKey"]),
        ...(mode === "SIMPLE" ? [] : ["caCertificates"]),
      ];
      const missing = needed.filter((name) => !isSet(tls[name]));
      return [
        ...problems(missing, `a value, or a credentialName, for mode ${mode}`),
        ...(mode === "SIMPLE" ? crl : []),
      ];
    }
    default:
      return [];
  }
}
