import { isMapping } from "../../../lib/mapping";
import { both, fields, list, problemIf, required, type Check, type TypeOf } from "../problems";
import { integer, port } from "../values";
import { headers } from "./headers";
import { serviceHost, subsetName } from "./values";

export const portSelector = fields({ number: required(port) });

const target = fields({
  /** A service: its short name (in the namespace of the rule) or its full domain name. */
  host: required(serviceHost),
  /** A subset of the host's DestinationRule. Default: the whole service. */
  subset: subsetName,
  /** Port of the service. Optional if the service has only one. */
  port: portSelector,
});

/** A destination of requests. */
export interface Destination extends TypeOf<typeof target> {}

export const destination: Check<Destination> = target;

const share = {
  destination: required(destination),
  /** Share relative to the sum of all weights. Optional for a single route. */
  weight: integer(0),
};

const part = fields(share);

/** A destination and its share of the connections. */
export interface RouteDestination extends TypeOf<typeof part> {}

/** One or more destinations with weights that are not all 0. */
export const routeDestinations = weighted<RouteDestination>(part);

const httpPart = fields({
  ...share,
  /** Header changes for this destination. */
  headers,
});

/** A destination and its share of the requests. */
export interface HTTPRouteDestination extends TypeOf<typeof httpPart> {}

/** {@link routeDestinations} for HTTP. */
export const httpRouteDestinations = weighted<HTTPRouteDestination>(httpPart);

function weighted<T>(item: Check<T>): Check<T[]> {
  return both(list(item, 1), (route, path) => {
    if (!Array.isArray(route) || route.length < 2) return [];
    const weights = route.map((entry) => (isMapping(entry) ? (entry.weight ?? 0) : 0));
    const noWeight = weights.every((weight) => weight === 0);
    return problemIf(noWeight, path, weights, "at least one weight greater than 0");
  });
}
