import { z } from "zod";
import { RancherClient } from "./client/client";
import { briefly, connection } from "./client/connection";
import { send } from "./client/http";
import type { Progress } from "./client/readiness";
import { stackReadiness } from "./client/readiness";
import { driftUnlessAway, untilDone } from "./client/waiting";
import type { Context, ResourceType } from "../framework/resourceType";
import { kubeconfigOf, serverOf, tokenOf } from "./kubeconfig";

const inputs = z.strictObject({
  server: connection,
  environmentId: z.string().min(1),
  /** The environment's name, also of the cluster, the user and the context in the kubeconfig. */
  environmentName: z.string().min(1),
  /** The name of the environment's Kubernetes stack. */
  stack: z.string().min(1).default("kubernetes"),
  /** The API key for the kubeconfig. */
  accessKey: z.string().min(1),
  secretKey: z.string().min(1),
  /** Seconds until the stack must be healthy and the cluster's API must answer. */
  timeoutSeconds: z.number().positive().default(1200),
});
type Inputs = z.infer<typeof inputs>;

interface Outputs {
  /** The kubeconfig of the page "CLI", as YAML. */
  kubeconfig: string;
  /** The version of the cluster's API, `v1.12.7`. */
  version: string;
}

/**
 * The Kubernetes of an environment: waits for its stack, then for its API. The kubeconfig is that of Rancher's page
 * "Kubernetes, CLI, Generate Config". Creates and deletes nothing.
 */
export const kubernetes: ResourceType<Inputs, Outputs, z.input<typeof inputs>> = {
  type: "local:index:RancherKubernetes",
  inputs,
  outputs: { kubeconfig: "secret", version: "plain" },
  replaceOnChanges: ["environmentId"],

  async drift({ inputs: olds, outputs }, news, context) {
    return driftUnlessAway(async () => {
      const version = await api(news ?? olds, briefly(olds.server), context);
      return { outputs: version.kind === "done" && version.value === outputs.version ? [] : ["version"] };
    });
  },

  idOf: ({ environmentId, stack }) => `${environmentId}/${stack}`,

  async create(news, context) {
    return ready(news, context);
  },

  async update(_, news, context) {
    return ready(news, context);
  },

  preview({ outputs }, news) {
    return { kubeconfig: kubeconfigOf(news), version: outputs.version };
  },

  async delete() {},
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
