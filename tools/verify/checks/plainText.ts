import type { Verdict } from "../../../lib/checks/check";
import { podOf } from "../access";
import { bookinfo, type Check, type CheckContext, requires, runningPods } from "../check";
import type { Pod } from "../objects";

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
    const { tls } = context.config.mesh;
    const pod = await podOf(context, "details");
    return context.eventually(async () => {
      const answer = await context.cluster.throughPod(pod, PORT, "/details/0");
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
async function reachablePods({ cluster, controlPlane, config }: CheckContext): Promise<string | undefined> {
  const { labels, port, path } = controlPlane.ingress;
  const has = ({ metadata }: Pod) =>
    Object.entries(labels).every(([key, value]) => metadata.labels?.[key] === value);
  const pod = (await cluster.pods(config.mesh.namespace)).find(has);
  if (pod === undefined) return "the ingress has no pod with which to check that the API server reaches pods";
  const outcome = plainTextOutcome(await cluster.throughPod(pod, port, path));
  return outcome.kind === "unreachable"
    ? `the API server does not reach pods (${outcome.reason})`
    : undefined;
}

/** The result of a plain-text request to a pod in the mesh. */
type PlainTextOutcome =
  | { kind: "answered"; status: number }
  | { kind: "rejected"; reason: string }
  | { kind: "unreachable"; reason: string };

/** The message of the API server when a request that it forwards gets no HTTP answer. */
const NO_ANSWER = /error trying to reach service: *(.*)/is;
/** The peer closed the connection or answered with something other than HTTP, such as a TLS alert. */
const REJECTED = /EOF|reset by peer|broken pipe|closed|malformed HTTP response/i;

/**
 * Classifies the answer of the API server to a request that it forwards to a pod: the pod answered, it closed the
 * connection without an answer (as a proxy with strict mutual TLS does), or it is unreachable.
 */
export function plainTextOutcome({ status, text }: { status: number; text: string }): PlainTextOutcome {
  const message = statusMessage(text);
  if (message === undefined) return { kind: "answered", status };
  const reason = NO_ANSWER.exec(message)?.[1]?.trim();
  return reason !== undefined && REJECTED.test(reason)
    ? { kind: "rejected", reason }
    : { kind: "unreachable", reason: reason ?? message };
}

/** The message of an error of the API server itself; undefined if the pod answered. */
function statusMessage(text: string): string | undefined {
  try {
    const { kind, status, message } = JSON.parse(text) as Record<string, unknown>;
    return kind === "Status" && status === "Failure" ? String(message) : undefined;
  } catch {
    return undefined; // a page instead of JSON
  }
}
