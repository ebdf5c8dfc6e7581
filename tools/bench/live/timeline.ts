/** A resource as the stack's state has it. */
export interface StateResource {
  urn: string;
  type: string;
  /** When it was there, as RFC 3339. */
  created?: string;
  outputs?: Record<string, unknown>;
}

/** A `make up` that has ended. Times are in milliseconds since 1970. */
export interface Up {
  begin: number;
  /** The first answer of the page with 200. */
  page: number;
  end: number;
  resources: StateResource[];
}

const isDeployment =
  (...names: string[]) =>
  ({ type, urn }: StateResource) =>
    type === "kubernetes:apps/v1:Deployment" && names.some((name) => urn.endsWith(`::${name}`));
const isType =
  (name: string) =>
  ({ type }: StateResource) =>
    type === name;

/** Milestones that others are measured by. */
export const API_READY = "API server ready";
export const FIRST_PAGE = "first 200 of the page";
export const UP_ENDED = "make up ended";

/** What is there when all resources of a sort are. */
const milestones: [what: string, belongs: (resource: StateResource) => boolean][] = [
  ["images found in the cache", isType("local:index:Image")],
  [API_READY, isType("local:index:Process")],
  ["images on the node", isType("local:index:ContainerdImage")],
  ["istiod ready", isDeployment("istiod")],
  ["ingress gateway ready", isDeployment("istio-ingressgateway")],
  ["sample ready", ({ urn, type }) => urn.includes("bookinfo:Bookinfo$") && type.endsWith(":Deployment")],
];

/**
 * Seconds from the beginning to each milestone, in the order of the list. Several things go on at once, so that the
 * distance of two is not what the later one costs.
 * @throws Error when the state has nothing of a milestone
 */
export function timeline({ begin, page, end, resources }: Up): Record<string, number> {
  const since = (time: number) => (time - begin) / 1000;
  const reached = milestones.map(([what, belongs]): [string, number] => {
    const times = resources.filter(belongs).map(({ created }) => Date.parse(created!));
    if (times.length === 0) throw new Error(`the stack's state has nothing that says: ${what}`);
    return [what, since(Math.max(...times))];
  });
  return { ...Object.fromEntries(reached), [FIRST_PAGE]: since(page), [UP_ENDED]: since(end) };
}
