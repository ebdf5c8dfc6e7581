import { fields, isMapping, list, problem, type Check, type Problem } from "../problems";
import { integer, port } from "../values";
import { headers, type Headers } from "./headers";
import { serviceHost, subsetName } from "./values";

/** A destination of requests. */
export interface Destination {
  /** A service: its short name (in the namespace of the rule) or its full domain name. */
  host: string;
  /** A subset of the host's DestinationRule. Default: the whole service. */
  subset?: string;
  /** Port of the service. Optional if the service has only one. */
  port?: PortSelector;
}

export interface PortSelector {
  number: number;
}

export interface RouteDestination {
  destination: Destination;
  /** Share relative to the sum of all weights. Optional for a single route. */
  weight?: number;
}

export interface HTTPRouteDestination extends RouteDestination {
  /** Header changes for this destination. */
  headers?: Headers;
}

export const portSelector: Check = fields<PortSelector>({ number: port }, { required: ["number"] });

export const destination: Check = fields<Destination>(
  { host: serviceHost, subset: subsetName, port: portSelector },
  { required: ["host"] },
);

/** One or more destinations with weights that are not all 0. */
export const routeDestinations: Check = weighted(
  fields<RouteDestination>({ destination, weight: integer(0) }, { required: ["destination"] }),
);

/** {@link routeDestinations} for HTTP. */
export const httpRouteDestinations: Check = weighted(
  fields<HTTPRouteDestination>({ destination, weight: integer(0), headers }, { required: ["destination"] }),
);

function weighted(item: Check): Check {
  return (value, path) => [...list(item, 1)(value, path), ...weightProblems(value, path)];
}

function weightProblems(route: unknown, path: string): Problem[] {
  if (!Array.isArray(route) || route.length < 2) return [];
  const weights = route.map((entry) => (isMapping(entry) ? (entry.weight ?? 0) : 0));
  return weights.every((weight) => weight === 0)
    ? [problem(path, weights, "at least one weight greater than 0")]
    : [];
}
