import type { Check, CheckContext, Verdict } from "../check";
import { plainTextOutcome, type PlainTextOutcome } from "../judge/plainText";
import type { Pod } from "../objects";
import { bookinfo, firstOf, runningPods } from "../reasons";
import { podOf, sampleNamespace } from "../sample";

const PORT = 9080;

/**
 * Who may talk to the sample: with mutual TLS, nobody outside the mesh. The one outside is the API server, which speaks
 * plain HTTP to any pod that it is asked to, so that nothing has to be put on the cluster for this. That it reaches the
 * pods at all is tried on the ingress first, where plain HTTP is fine.
 */
export const plainText: Check = {
  id: "plain-text",
  title: "a plain-text request from outside the mesh is refused with TLS on, and accepted with TLS off",
  needs: async (context) => firstOf(runningPods, bookinfo)(context) ?? (await unreachable(context)),
  run: async (context) => {
    const { tls } = context.environment.mesh;
    const pod = await podOf(context, "details");
    return context.eventually(async () => {
      const answer = await context.cluster.throughPod(
        sampleNamespace(context),
        pod.metadata.name,
        PORT,
        "/details/0",
      );
      return judge(plainTextOutcome(answer), tls, pod.metadata.name);
    });
  },
};

function judge(outcome: PlainTextOutcome, tls: boolean, pod: string): Verdict {
  const state = tls ? "TLS is on" : "TLS is off";
  switch (outcome.kind) {
    case "answered":
      return {
        ok: !tls && outcome.status === 200,
        lines: [`${state}: ${pod} answers ${outcome.status} to plain text`],
      };
    case "refused":
      return { ok: tls, lines: [`${state}: ${pod} refuses plain text (${outcome.reason})`] };
    case "not reached":
      return { ok: false, lines: [`${pod} is not reached: ${outcome.reason}`] };
  }
}

/** Why an API server's requests tell nothing: it does not reach pods. */
async function unreachable({
  cluster,
  controlPlane,
  environment,
}: CheckContext): Promise<string | undefined> {
  const { labels, port, path } = controlPlane.ingress;
  const { namespace } = environment.mesh;
  const has = ({ metadata }: Pod) =>
    Object.entries(labels).every(([key, value]) => metadata.labels?.[key] === value);
  const pod = (await cluster.pods(namespace)).find(has);
  if (pod === undefined) return "the ingress has no pod, on which to try whether the API server reaches pods";
  const outcome = plainTextOutcome(await cluster.throughPod(namespace, pod.metadata.name, port, path));
  return outcome.kind === "not reached"
    ? `the API server, from which the request would come, does not reach pods (${outcome.reason})`
    : undefined;
}
