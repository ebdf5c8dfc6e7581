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

/** Milestones that `start.ts` uses. */
export const API_READY = "API server ready";
export const FIRST_PAGE = "first 200 of the page";
export const UP_ENDED = "make up ended";

/** Milestones, each reached when all resources whose URN matches are created. */
const milestones: readonly (readonly [what: string, urns: RegExp])[] = [
  ["images found in the cache", /local:index:Image::/],
  [API_READY, /local:index:Process::/],
  ["images on the node", /local:index:ContainerdImage::/],
  ["istiod ready", /:Deployment::istiod$/],
  ["ingress gateway ready", /:Deployment::istio-ingressgateway$/],
  ["sample ready", /bookinfo:Bookinfo\$.*:Deployment::/],
];

/**
 * Returns the seconds until each milestone. Steps overlap, so the difference between two milestones is not the duration of
 * a step.
 * @throws Error when no resource matches a milestone
 */
export function timeline({ begin, page, end, resources }: Up): Record<string, number> {
  const since = (time: number) => (time - begin) / 1000;
  const reached = milestones.map(([what, urns]): [string, number] => {
    const times = resources.filter(({ urn }) => urns.test(urn)).map(({ created }) => Date.parse(created!));
    if (times.length === 0)
      throw new Error(`milestone "${what}": found no resource in the state of the stack`);
    return [what, since(Math.max(...times))];
  });
  return { ...Object.fromEntries(reached), [FIRST_PAGE]: since(page), [UP_ENDED]: since(end) };
}
