import type { Verdict } from "../../../lib/checks/check";
import { podOf, sampleNamespace } from "../access";
import type { Check, CheckContext } from "../check";
import { plainTextOutcome, type PlainTextOutcome } from "../evaluate/plainText";
import type { Pod } from "../objects";
import { bookinfo, requires, runningPods } from "../requires";

const PORT = 9080;

/**
 * Checks that mutual TLS rejects clients outside the mesh. The client is the API server, which forwards plain HTTP to any
 * pod, so the check creates no pod. It first checks that the API server reaches pods, with the ingress, which accepts
 * plain HTTP.
 */
export const plainText: Check = {
  id: "plain-text",
  title: "a plain-text request from outside the mesh is rejected with TLS on and accepted with TLS off",
  fix: "Run make refresh and then make up with the same STACK, which restore the mesh's TLS mode (mesh.tls). Delete policies of others, such as a PeerAuthentication, that change it.",
  run: requires([runningPods, bookinfo, reachablePods], async (context) => {
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
  }),
};

function evaluate(outcome: PlainTextOutcome, tls: boolean, pod: string): Verdict {
  if (outcome.kind === "unreachable") return { failures: [`${pod} is unreachable: ${outcome.reason}`] };
  const [found, fine] =
    outcome.kind === "rejected"
      ? [`rejected (${outcome.reason})`, tls]
      : [`status ${outcome.status}`, !tls && outcome.status === 200];
  const request = `a plain-text request to ${pod} with TLS ${tls ? "on" : "off"}`;
  return fine
    ? { found: [`${request}: ${found}`] }
    : { failures: [`${request}: found ${found}; expected ${tls ? "a rejection" : "status 200"}`] };
}

/** Requires that the API server reaches pods. */
async function reachablePods({
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
