import { fields, list, problem, type Check, type Problem } from "../problems";
import { flag, oneOf, someText } from "../values";

/**
 * How callers speak TLS with a service. Where a DestinationRule says nothing, proxies speak the mesh's mutual TLS
 * with whoever can: this is for services outside the mesh.
 */
export interface ClientTLSSettings {
  mode: "DISABLE" | "SIMPLE" | "MUTUAL" | "ISTIO_MUTUAL";
  /** File in the proxy; with MUTUAL and without `credentialName` it must be there. */
  clientCertificate?: string;
  /** File in the proxy; with MUTUAL and without `credentialName` it must be there. */
  privateKey?: string;
  /** File in the proxy. */
  caCertificates?: string;
  /** File in the proxy: certificates that are no longer good. */
  caCrl?: string;
  /** Secret with keys and certificates, in the place of files. */
  credentialName?: string;
  /** Names of which the service's certificate must have one. */
  subjectAltNames?: string[];
  /** The name that is asked for. */
  sni?: string;
  /** Take any certificate; then neither `caCertificates` nor `subjectAltNames`. Default false. */
  insecureSkipVerify?: boolean;
}

export const clientTLS: Check = fields<ClientTLSSettings>(
  {
    mode: oneOf("DISABLE", "SIMPLE", "MUTUAL", "ISTIO_MUTUAL"),
    clientCertificate: someText,
    privateKey: someText,
    caCertificates: someText,
    caCrl: someText,
    credentialName: someText,
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
