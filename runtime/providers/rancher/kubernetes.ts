import { RancherClient } from "./client/client";
import { briefly } from "./client/connection";
import { send } from "./client/http";
import type { Progress } from "./client/readiness";
import { stackReadiness } from "./client/readiness";
import { driftUnlessAway, untilDone } from "./client/waiting";
import type { InputsOf, OutputsOf } from "../framework/sdk/definition";
import type { Context, ResourceType } from "../framework/resourceType";
import { kubeconfigOf, serverOf, tokenOf } from "./kubeconfig";
import { kubernetes as definition } from "./sdk/definitions";

type Inputs = InputsOf<typeof definition>;
type Outputs = OutputsOf<typeof definition>;

export const kubernetes: ResourceType<typeof definition> = {
  ...definition,

  async drift({ inputs: olds, outputs }, news, context) {
    return driftUnlessAway(async () => {
      const version = await api(news ?? olds, briefly(olds.server), context);
      return { outputs: version.kind === "done" && version.value === outputs.version ? [] : ["version"] };
    });
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
  await untilDone(async () => stackReadiness(await client.list(stacks), news.stack), {
    timeoutSeconds,
    context,
  });
  const version = await untilDone(() => api(news, news.server, context), { timeoutSeconds, context });
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
    ...(news.server.caCertificate !== undefined && { caCertificate: news.server.caCertificate }),
  });
  if ("failure" in outcome) return waiting(outcome.reason);
  if (outcome.status === 401 || outcome.status === 403) {
    return waiting(`it does not accept the API key: ${outcome.status}`);
  }
  const version = outcome.status === 200 ? /"gitVersion":\s*"([^"]+)"/.exec(outcome.body)?.[1] : undefined;
  return version === undefined ? waiting(`it answers ${outcome.status}`) : { kind: "done", value: version };
}
