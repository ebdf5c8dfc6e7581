import { kubeconfigText } from "../../../lib/kubeconfig/write";
import type { InputsOf, OutputsOf } from "../framework/sdk/definition";
import type { Context, ResourceType } from "../framework/resourceType";
import { briefly } from "./client/availability";
import { basic, RancherClient } from "./client/client";
import { send } from "./client/http";
import { type Progress, stackReadiness, untilDone } from "./client/readiness";
import { kubernetes as definition } from "./sdk/definitions";

type Inputs = InputsOf<typeof definition>;
type Outputs = OutputsOf<typeof definition>;

export const kubernetes: ResourceType<typeof definition> = {
  ...definition,

  async drift({ inputs: olds, outputs }, news, context) {
    const version = await api(news ?? olds, briefly(olds.server), context);
    return { outputs: version.kind === "done" && version.value === outputs.version ? [] : ["version"] };
  },

  idOf: ({ environmentId, stack }) => `${environmentId}/${stack}`,

  create: ready,

  preview({ outputs }, news) {
    return { kubeconfig: kubeconfigOf(news), version: outputs.version };
  },
};

async function ready(news: Inputs, context: Context): Promise<Outputs> {
  const client = new RancherClient(news.server, context);
  const stacks = `/projects/${encodeURIComponent(news.environmentId)}/stacks`;
  const { timeoutSeconds } = news;
  await untilDone(client, timeoutSeconds, async () => stackReadiness(await client.list(stacks), news.stack));
  const version = await untilDone(client, timeoutSeconds, () => api(news, news.server, context));
  return { kubeconfig: kubeconfigOf(news), version };
}

/** Requests the version of the cluster's API with the kubeconfig's URL and credentials. */
async function api(
  news: Inputs,
  { requestTimeoutSeconds }: { requestTimeoutSeconds: number },
  { signal }: Context,
): Promise<Progress<string>> {
  const { url, insecure } = serverOf(news);
  const waiting = (reason: string): Progress<string> => ({
    kind: "waiting",
    message: `the API of Kubernetes does not answer yet (${reason})`,
  });
  const outcome = await send({
    method: "GET",
    url: `${url}/version`,
    authorization: `Bearer ${tokenOf(news)}`,
    timeoutMs: requestTimeoutSeconds * 1000,
    signal,
    insecure,
    caCertificate: news.server.caCertificate,
  });
  if ("reason" in outcome) return waiting(outcome.reason);
  if (outcome.status === 401 || outcome.status === 403) {
    return waiting(`it does not accept the API key: ${outcome.status}`);
  }
  const version = outcome.status === 200 ? /"gitVersion":\s*"([^"]+)"/.exec(outcome.body)?.[1] : undefined;
  return version === undefined ? waiting(`it answers ${outcome.status}`) : { kind: "done", value: version };
}

type KubeconfigParts = Pick<Inputs, "environmentId" | "environmentName" | "accessKey" | "secretKey"> & {
  server: Pick<Inputs["server"], "url" | "caCertificate">;
};

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
function serverOf({ server, environmentId }: KubeconfigParts): { url: string; insecure: boolean } {
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
