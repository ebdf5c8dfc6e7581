import type { Duration } from "./values";

/** A rule for the requests of a service, in the words of no generation. */
export interface RequestRule {
  /** Its name; of two rules of one name the later takes the place of the earlier. */
  name: string;
  /** Name of the service. */
  service: string;
  /** Whose requests; a rule for one user comes before those for everyone. Default: everyone's. */
  user?: string;
  /** The versions that get the requests, each with its percent; the percent may be left out where there is one. */
  route: readonly VersionShare[];
  /** What befalls the requests. Default: nothing. */
  fault?: Fault;
}

/** A version and its share of the requests. */
interface VersionShare {
  version: string;
  weight?: number;
}

/** A fault for all requests of a rule: a delay of so long, or an answer with this status in the service's place. */
export type Fault = { delay: Duration } | { abort: number };

/** How a service's instances are chosen, in the words of no generation. */
export interface BalancingRule {
  /** Its name; of two rules of one name the later takes the place of the earlier. */
  name: string;
  /** Name of the service. */
  service: string;
  loadBalancing: "RANDOM" | "ROUND_ROBIN";
}
