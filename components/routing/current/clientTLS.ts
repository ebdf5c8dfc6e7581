import {
  allow,
  both,
  fields,
  list,
  problem,
  required,
  type Check,
  type Problem,
  type TypeOf,
} from "../problems";
import { flag, oneOf, someText } from "../values";

const settings = fields(
  {
    mode: required(oneOf("DISABLE", "SIMPLE", "MUTUAL", "ISTIO_MUTUAL")),
    /** File in the proxy. Required for MUTUAL without `credentialName`. */
    clientCertificate: someText,
    /** File in the proxy. Required for MUTUAL without `credentialName`. */
    privateKey: someText,
    /** File in the proxy. */
    caCertificates: someText,
    /** File in the proxy with revoked certificates. */
    caCrl: someText,
    /** Secret with keys and certificates, or `configmap://NAMESPACE/NAME`, instead of files. */
    credentialName: both(
      someText,
      allow(
        (name) =>
          typeof name !== "string" ||
          !name.startsWith("configmap://") ||
          /^configmap:\/\/[^/]+\/[^/]/.test(name),
        "configmap://NAMESPACE/NAME",
      ),
    ),
    /** Accepted names. The certificate of the service must contain at least one. */
    subjectAltNames: list(someText),
    /** Server name that the caller sends. */
    sni: someText,
    /** Accepts any certificate. Excludes `caCertificates` and `subjectAltNames`. Default false. */
    insecureSkipVerify: flag,
  },
  { also: credentialProblems },
);

/**
 * TLS settings of the callers of a service. By default proxies use the mesh's mutual TLS if the service
 * supports it; these settings are for services outside the mesh.
 */
export interface ClientTLSSettings extends TypeOf<typeof settings> {}

export const clientTLS: Check<ClientTLSSettings> = settings;

const files = ["clientCertificate", "privateKey", "caCertificates", "caCrl"] as const;

function credentialProblems(tls: Record<string, unknown>, path: string): Problem[] {
  const has = (name: string): boolean => tls[name] !== undefined;
  const wrong = (names: readonly string[], expected: string): Problem[] =>
    names.map((name) => problem(`${path}.${name}`, tls[name], expected));
  const ofSecret = has("credentialName");
  const { mode } = tls;
  if (mode !== "SIMPLE" && mode !== "MUTUAL") return [];
  return [
    ...(ofSecret ? wrong(files.filter(has), "no value beside credentialName") : []),
    ...(mode === "MUTUAL" && !ofSecret
      ? wrong(
          (["clientCertificate", "privateKey"] as const).filter((name) => !has(name)),
          "a value, or a credentialName, for mode MUTUAL",
        )
      : []),
    ...(tls.insecureSkipVerify === true
      ? wrong(
          ["caCertificates", "subjectAltNames", ...(mode === "SIMPLE" ? ["credentialName"] : [])].filter(has),
          "no value beside insecureSkipVerify: true",
        )
      : []),
  ];
}
