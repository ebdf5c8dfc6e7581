import type { CheckContext } from "./check";
import { get, type Answer } from "./http";
import { podsOf } from "./evaluate/workloads";
import type { Pod } from "./objects";

/** The namespace of the sample. @throws Error if it is not installed */
export function sampleNamespace({ environment }: CheckContext): string {
  if (environment.bookinfo === undefined) throw new Error("the stack has no Bookinfo");
  return environment.bookinfo.namespace;
}

/** Requests a page of the sample through the ingress. @throws Error when nothing answers */
export function getPage(
  { environment, signal }: CheckContext,
  path = "/productpage",
  headers: Record<string, string> = {},
): Promise<Answer> {
  return get(new URL(path, environment.pages.productpage), { headers, signal });
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
