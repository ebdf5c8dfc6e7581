import { allow, fields, list, problem, type Check, type Problem } from "../problems";
import { flag, oneOf, someText } from "../values";

/**
 * TLS settings of the callers of a service. By default proxies use the mesh's mutual TLS if the service
 * supports it; these settings are for services outside the mesh.
 */
export interface ClientTLSSettings {
  mode: "DISABLE" | "SIMPLE" | "MUTUAL" | "ISTIO_MUTUAL";
  /** File in the proxy. Required for MUTUAL without `credentialName`. */
  clientCertificate?: string;
  /** File in the proxy. Required for MUTUAL without `credentialName`. */
  privateKey?: string;
  /** File in the proxy. */
  caCertificates?: string;
  /** File in the proxy with revoked certificates. */
  caCrl?: string;
  /** Secret with keys and certificates, or `configmap://NAMESPACE/NAME`, instead of files. */
  credentialName?: string;
  /** Names of which the service certificate must contain one. */
  subjectAltNames?: string[];
  /** Server name that the caller sends. */
  sni?: string;
  /** Accepts any certificate. Excludes `caCertificates` and `subjectAltNames`. Default false. */
  insecureSkipVerify?: boolean;
}

const credentialName: Check = (value, path) => [
  ...someText(value, path),
  ...allow(
    (name) => !String(name).startsWith("configmap://") || /^configmap:\/\/[^/]+\/[^/]/.test(String(name)),
    "configmap://NAMESPACE/NAME",
  )(value, path),
];

export const clientTLS: Check = fields<ClientTLSSettings>(
  {
    mode: oneOf("DISABLE", "SIMPLE", "MUTUAL", "ISTIO_MUTUAL"),
    clientCertificate: someText,
    privateKey: someText,
    caCertificates: someText,
    caCrl: someText,
    credentialName,
    subjectAltNames: list(someText),
    sni: someText,
    insecureSkipVerify: flag,
  },
  { required: ["mode"], also: credentialProblems },
);

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
