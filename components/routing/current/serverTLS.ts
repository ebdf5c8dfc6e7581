import { fields, list, problem, required, type Check, type Problem, type TypeOf } from "../problems";
import { flag, oneOf, someText } from "../values";

const protocol = oneOf("TLS_AUTO", "TLSV1_0", "TLSV1_1", "TLSV1_2", "TLSV1_3");

const settings = fields(
  {
    /**
     * PASSTHROUGH forwards TLS to the service, SIMPLE terminates it, MUTUAL requires a client certificate,
     * OPTIONAL_MUTUAL accepts one, ISTIO_MUTUAL uses the mesh's certificates. Default PASSTHROUGH.
     */
    mode: oneOf("PASSTHROUGH", "SIMPLE", "MUTUAL", "AUTO_PASSTHROUGH", "ISTIO_MUTUAL", "OPTIONAL_MUTUAL"),
    /** Redirects plain HTTP to HTTPS. Default false. */
    httpsRedirect: flag,
    /** Secret with key and certificates in the gateway's namespace. Excludes all other sources of certificates. */
    credentialName: someText,
    /** Secrets with different key types. */
    credentialNames: list(someText),
    /** Secret or ConfigMap with the CA of the clients, besides the server's own Secret. */
    caCertCredentialName: someText,
    /** File in the gateway. */
    serverCertificate: someText,
    /** File in the gateway. */
    privateKey: someText,
    /** File in the gateway with the CA of the clients. */
    caCertificates: someText,
    /** File in the gateway with revoked certificates. */
    caCrl: someText,
    /** Files in the gateway with different key types. */
    tlsCertificates: list(
      fields({
        serverCertificate: required(someText),
        privateKey: required(someText),
        caCertificates: someText,
      }),
    ),
    /** Accepted names. The certificate of the client must contain at least one. */
    subjectAltNames: list(someText),
    verifyCertificateSpki: list(someText),
    verifyCertificateHash: list(someText),
    /** Default TLSV1_2. */
    minProtocolVersion: protocol,
    maxProtocolVersion: protocol,
    cipherSuites: list(someText),
    /** Accepts a client certificate that is not valid. Default false. */
    insecureSkipVerify: flag,
  },
  { also: (tls, path) => [...sourceProblems(tls, path), ...certificateProblems(tls, path)] },
);

/** TLS settings of a gateway. */
export interface ServerTLSSettings extends TypeOf<typeof settings> {}

export const serverTLS: Check<ServerTLSSettings> = settings;

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
