import type { CheckContext } from "./check";
import { get, type Answer } from "./http";
import { podsOf } from "./judge/workloads";
import type { Pod } from "./objects";

/** The sample's namespace. @throws Error where it is not installed */
export function sampleNamespace({ environment }: CheckContext): string {
  if (environment.bookinfo === undefined) throw new Error("the stack has no Bookinfo");
  return environment.bookinfo.namespace;
}

/** Asks for one of the sample's pages, through the ingress. @throws Error when nothing answers */
export function getPage(
  { environment, signal }: CheckContext,
  path = "/productpage",
  headers: Record<string, string> = {},
): Promise<Answer> {
  return get(new URL(path, environment.pages.productpage), { headers, signal });
}

/** The pods of each of the sample's Deployments. */
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

/** A pod of one of the sample's applications. @throws Error when there is none */
export async function podOf(context: CheckContext, application: string): Promise<Pod> {
  const found = (await samplePods(context)).find((each) => each.application === application)?.pods[0];
  if (found === undefined) throw new Error(`there is no pod of ${application}`);
  return found;
}
