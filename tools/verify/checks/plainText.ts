import type { Check, CheckContext, Verdict } from "../check";
import { plainTextOutcome, type PlainTextOutcome } from "../evaluate/plainText";
import type { Pod } from "../objects";
import { bookinfo, firstOf, runningPods } from "../skipReasons";
import { podOf, sampleNamespace } from "../sample";

const PORT = 9080;

/**
 * Checks that mutual TLS rejects clients outside the mesh. The client is the API server, which forwards plain HTTP to any
 * pod, so the check creates no pod. It first checks that the API server reaches pods, with the ingress, which accepts
 * plain HTTP.
 */
export const plainText: Check = {
  id: "plain-text",
  title: "a plain-text request from outside the mesh is rejected with TLS on and accepted with TLS off",
  skipReason: async (context) => firstOf(runningPods, bookinfo)(context) ?? (await unreachable(context)),
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
      return evaluate(plainTextOutcome(answer), tls, pod.metadata.name);
    });
  },
};

function evaluate(outcome: PlainTextOutcome, tls: boolean, pod: string): Verdict {
  const state = tls ? "TLS is on" : "TLS is off";
  switch (outcome.kind) {
    case "answered":
      return {
        ok: !tls && outcome.status === 200,
        lines: [`${state}: ${pod} answers plain text with ${outcome.status}`],
      };
    case "rejected":
      return { ok: tls, lines: [`${state}: ${pod} rejects plain text (${outcome.reason})`] };
    case "unreachable":
      return { ok: false, lines: [`${pod} is unreachable: ${outcome.reason}`] };
  }
}

/** Returns why the API server does not reach pods; undefined if it does. */
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
  if (pod === undefined) return "the ingress has no pod with which to check that the API server reaches pods";
  const outcome = plainTextOutcome(await cluster.throughPod(namespace, pod.metadata.name, port, path));
  return outcome.kind === "unreachable"
    ? `the API server does not reach pods (${outcome.reason})`
    : undefined;
}
