import { routingManifest, type RoutingObject } from "../kinds";
import { type BalancingRule, type Fault, type RequestRule, userCookie } from "../rules";
import type { VirtualServiceSpec } from "./virtualService";

type HTTPRoute = NonNullable<VirtualServiceSpec["http"]>[number];

/** The rules of one service. */
interface ServiceRules {
  service: string;
  requests: readonly RequestRule[];
  balancing: readonly BalancingRule[];
  /** Versions of the DestinationRule; includes those of the rules. */
  versions: readonly string[];
}

/**
 * Renders the rules of one service as one DestinationRule and one VirtualService, in this order: sidecars use
 * only one VirtualService per host. Without a rule for all users, the VirtualService ends with a route to all
 * versions, because Envoy answers unmatched requests with 404. The subsets do not depend on the rules, so no
 * subset is deleted while a route uses it. TLS settings are omitted, so those of the mesh apply.
 */
export function serviceObjects(rules: ServiceRules, namespace: string): RoutingObject[] {
  const { service, requests, balancing, versions } = rules;
  const policy = balancing.at(-1);
  const metadata = { name: service, namespace };
  const destinationRule = routingManifest("DestinationRule", metadata, {
    host: service,
    ...(policy && { trafficPolicy: { loadBalancer: { simple: policy.loadBalancing } } }),
    subsets: versions.map((version) => ({ name: version, labels: { version } })),
  });
  if (requests.length === 0) return [destinationRule];
  const toAll: HTTPRoute = { route: [{ destination: { host: service } }] };
  const ordered = inOrder(requests);
  const virtualService = routingManifest("VirtualService", metadata, {
    hosts: [service],
    http: [...ordered.map(httpRoute), ...(ordered.some(({ user }) => user === undefined) ? [] : [toAll])],
  });
  return [destinationRule, virtualService];
}

/** Sorts rules like Pilot 0.2: rules for a user first, then by name. */
function inOrder(rules: readonly RequestRule[]): RequestRule[] {
  const rank = ({ user }: RequestRule): number => (user === undefined ? 1 : 0);
  return [...rules].sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1));
}

function httpRoute({ name, service, user, route, fault }: RequestRule): HTTPRoute {
  return {
    name,
    ...(user !== undefined && { match: ofUser(user) }),
    ...(fault && { fault: httpFault(fault) }),
    route: route.map(({ version, weight }) => ({
      destination: { host: service, subset: version },
      ...(weight !== undefined && { weight }),
    })),
  };
}

/**
 * The official sample sends the user in the header `end-user`, this project's sample in the cookie of the
 * classic sample.
 */
function ofUser(user: string): HTTPRoute["match"] {
  return [
    { headers: { "end-user": { exact: user } } },
    { headers: { cookie: { regex: userCookie(user, " *") } } },
  ];
}

function httpFault(fault: Fault): HTTPRoute["fault"] {
  const percentage = { value: 100 };
  return "delay" in fault
    ? { delay: { percentage, fixedDelay: fault.delay } }
    : { abort: { percentage, httpStatus: fault.abort } };
}
