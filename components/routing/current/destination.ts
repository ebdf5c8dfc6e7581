import { fields, isMapping, list, problem, type Check, type Problem } from "../problems";
import { dnsLabel, integer, port } from "../values";
import { headers, type Headers } from "./headers";
import { serviceHost } from "./values";

/** Where requests go. */
export interface Destination {
  /** A service: its short name, which is of the rule's own namespace, or its whole domain name. */
  host: string;
  /** A subset that a DestinationRule of this host names. Default: all of the service. */
  subset?: string;
  /** The service's port. May be left out where it has one only. */
  port?: PortSelector;
}

/** A port, by its number. */
export interface PortSelector {
  number: number;
}

/** A destination and its share. */
export interface RouteDestination {
  destination: Destination;
  /** Its share: what it is of the sum of all weights. May be left out where there is one route only. */
  weight?: number;
}

/** A destination of HTTP requests. */
export interface HTTPRouteDestination extends RouteDestination {
  /** Changes of headers for this destination. */
  headers?: Headers;
}

/** A port of a service. */
export const portSelector: Check = fields<PortSelector>({ number: port }, { required: ["number"] });

export const destination: Check = fields<Destination>(
  { host: serviceHost, subset: dnsLabel, port: portSelector },
  { required: ["host"] },
);

/** One destination or more, with shares that are more than none. */
export const routeDestinations: Check = weighted(
  fields<RouteDestination>({ destination, weight: integer(0) }, { required: ["destination"] }),
);

/** {@link routeDestinations} of HTTP. */
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
