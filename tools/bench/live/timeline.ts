/** A resource in the state of the stack. */
export interface StateResource {
  urn: string;
  type: string;
  /** When its creation ended (RFC 3339). */
  created?: string;
  outputs?: Record<string, unknown>;
}

/** A finished `make up`. Times are in milliseconds since 1970. */
export interface Up {
  begin: number;
  /** When the page first responded with 200. */
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

/** Milestones that `start.ts` uses. */
export const API_READY = "API server ready";
export const FIRST_PAGE = "first 200 of the page";
export const UP_ENDED = "make up ended";

/** Milestones, each reached when all matching resources are created. */
const milestones: [what: string, belongs: (resource: StateResource) => boolean][] = [
  ["images found in the cache", isType("local:index:Image")],
  [API_READY, isType("local:index:Process")],
  ["images on the node", isType("local:index:ContainerdImage")],
  ["istiod ready", isDeployment("istiod")],
  ["ingress gateway ready", isDeployment("istio-ingressgateway")],
  ["sample ready", ({ urn, type }) => urn.includes("bookinfo:Bookinfo$") && type.endsWith(":Deployment")],
];

/**
 * Returns the seconds until each milestone. Steps overlap, so the difference between two milestones is not the duration of
 * a step.
 * @throws Error when no resource matches a milestone
 */
export function timeline({ begin, page, end, resources }: Up): Record<string, number> {
  const since = (time: number) => (time - begin) / 1000;
  const reached = milestones.map(([what, belongs]): [string, number] => {
    const times = resources.filter(belongs).map(({ created }) => Date.parse(created!));
    if (times.length === 0)
      throw new Error(`milestone "${what}": found no resource in the state of the stack`);
    return [what, since(Math.max(...times))];
  });
  return { ...Object.fromEntries(reached), [FIRST_PAGE]: since(page), [UP_ENDED]: since(end) };
}
