import { randomBytes } from "node:crypto";
import type { CheckContext } from "./check";
import { get, type Answer } from "./http";
import { podsOf } from "./evaluate/workloads";
import type { Pod } from "./objects";

/** The namespace of the sample. @throws Error if it is not installed */
export function sampleNamespace({ environment }: CheckContext): string {
  if (environment.bookinfo === undefined) throw new Error("the stack has no Bookinfo");
  return environment.bookinfo.namespace;
}

/**
 * Requests a page of the sample through the ingress.
 * @param options.path default: that of the product page
 * @throws Error when nothing answers
 */
export function getPage(
  { environment, signal }: CheckContext,
  { path = "", headers = {} }: { path?: string; headers?: Record<string, string> } = {},
): Promise<Answer> {
  return get(new URL(path, environment.pages.productpage), { headers, signal });
}

/** Requests the product page with a new trace ID. @returns the ID, of 64 bits, which the proxies of both meshes support */
export async function requestTracedPage(context: CheckContext): Promise<string> {
  const [id, span] = [randomBytes(8), randomBytes(8)].map((bytes) => bytes.toString("hex")) as [
    string,
    string,
  ];
  await getPage(context, { headers: { "x-b3-traceid": id, "x-b3-spanid": span, "x-b3-sampled": "1" } });
  return id;
}

/** The pods of each Deployment of the sample. */
export async function samplePods(
  context: CheckContext,
): Promise<{ deployment: string; application: string; pods: Pod[] }[]> {
  const namespace = sampleNamespace(context);
  const [deployments, pods] = await Promise.all([
    context.cluster.deployments(namespace),
    context.cluster.pods(namespace),
  ]);
  return context.environment.bookinfo!.deployments.map(({ name, application }) => {
    const deployment = deployments.find(({ metadata }) => metadata.name === name);
    return {
      deployment: name,
      application,
      pods: deployment === undefined ? [] : podsOf(deployment, pods),
    };
  });
}

/** A pod of an application of the sample. @throws Error when there is none */
export async function podOf(context: CheckContext, application: string): Promise<Pod> {
  const found = (await samplePods(context)).find((each) => each.application === application)?.pods[0];
  if (found === undefined) throw new Error(`${application} has no pod`);
  return found;
}
