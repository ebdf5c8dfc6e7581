import { kubeconfigText } from "../../../lib/kubeconfig/write";
import { basic } from "./client/client";
import type { InputsOf } from "../framework/sdk/definition";
import type { kubernetes } from "./sdk/definitions";

type KubernetesInputs = InputsOf<typeof kubernetes>;
type KubeconfigParts = Pick<
  KubernetesInputs,
  "environmentId" | "environmentName" | "accessKey" | "secretKey"
> & { server: Pick<KubernetesInputs["server"], "url" | "caCertificate"> };

/**
 * The bearer token for Rancher's authentication of Kubernetes: the HTTP basic authentication header of the API key, in
 * base64.
 */
export const tokenOf = ({ accessKey, secretKey }: KubeconfigParts): string =>
  Buffer.from(basic(accessKey, secretKey)).toString("base64");

/**
 * The cluster's URL for kubectl, through the server by https. A server with an http URL also answers https on the same
 * port, with a certificate that cannot be verified.
 */
export function serverOf({ server, environmentId }: KubeconfigParts): { url: string; insecure: boolean } {
  const { host, protocol } = new URL(server.url);
  return {
    url: `https://${host}/r/projects/${environmentId}/kubernetes:6443`,
    insecure: protocol === "http:",
  };
}

/** The kubeconfig that Rancher 1.6's page "Kubernetes, CLI" generates for an API key, as YAML. */
export function kubeconfigOf(parts: KubeconfigParts): string {
  const { environmentName: name, server } = parts;
  const { url, insecure } = serverOf(parts);
  const { caCertificate } = server;
  const authority =
    caCertificate === undefined
      ? {}
      : { "certificate-authority-data": Buffer.from(caCertificate).toString("base64") };
  return kubeconfigText({
    cluster: {
      name,
      fields: { ...(insecure ? { "insecure-skip-tls-verify": true } : authority), server: url },
    },
    user: { name, fields: { token: tokenOf(parts) } },
    context: { name },
  });
}
