import { randomBytes } from "node:crypto";
import { ADDONS, type AddonName } from "../../components/addons/table";
import { bookinfoApplications } from "../../components/bookinfo/applications";
import type { CheckContext } from "./check";
import { get, type Answer } from "./http";
import { podsOf } from "./evaluate/workloads";
import type { Pod } from "./objects";

/**
 * Requests a page of the sample through the ingress.
 * @param options.path default: that of the product page
 * @throws Error when nothing answers
 */
export function getPage(
  { pages, signal }: CheckContext,
  { path = "", headers = {} }: { path?: string; headers?: Record<string, string> } = {},
): Promise<Answer> {
  return get(new URL(path, pages.productpage), { headers, signal });
}

/** Requests the product page with a new trace ID. @returns the ID, of 64 bits, which the proxies of both meshes support */
export async function requestTracedPage(context: CheckContext): Promise<string> {
  const id = randomBytes(8).toString("hex");
  const span = randomBytes(8).toString("hex");
  await getPage(context, { headers: { "x-b3-traceid": id, "x-b3-spanid": span, "x-b3-sampled": "1" } });
  return id;
}

/** The Deployments of the sample, each with the name of its application container. */
export const sampleDeployments = ({ config }: CheckContext): { name: string; application: string }[] =>
  bookinfoApplications(config.bookinfo).flatMap(({ name: application, versions }) =>
    versions.map(({ version }) => ({ name: `${application}-${version}`, application })),
  );

/** The pods of each Deployment of the sample. */
export async function samplePods(
  context: CheckContext,
): Promise<{ deployment: string; application: string; pods: Pod[] }[]> {
  const { cluster, config } = context;
  const { namespace } = config.bookinfo;
  const [deployments, pods] = await Promise.all([cluster.deployments(namespace), cluster.pods(namespace)]);
  return sampleDeployments(context).map(({ name, application }) => {
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

/**
 * Sends a request to an addon of the stack, to its NodePort if it has one, else through the API server.
 * @throws Error when the addon does not answer
 */
export function requestAddon(
  { config, pages, cluster, signal }: CheckContext,
  name: AddonName,
  path: string,
): Promise<Answer> {
  const page = pages[name];
  return page === undefined
    ? cluster.throughService(config.mesh.namespace, name, ADDONS[name].port, path)
    : get(new URL(path, page), { signal });
}
