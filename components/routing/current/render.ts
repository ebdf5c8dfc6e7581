import type { BalancingRule, Fault, RequestRule } from "../rules";
import { userCookie } from "../userCookie";
import type { HTTPFaultInjection } from "./httpFault";
import type { HTTPMatchRequest } from "./httpMatch";
import type { HTTPRoute } from "./httpRoute";
import type { CurrentObject } from "../kinds";

/** What rules say of one service. */
interface ServiceRules {
  service: string;
  requests: readonly RequestRule[];
  balancing: readonly BalancingRule[];
  /** The versions that the DestinationRule names, those of the rules among them. */
  versions: readonly string[];
}

/**
 * The rules of one service as one DestinationRule and one VirtualService, the first before the second: sidecars
 * take one VirtualService for a host, others for the same host do not add to it. A VirtualService without a rule for
 * everyone ends with a route to all versions, since a request that no route matches would be answered 404. The
 * subsets are the same whichever rules there are, so that none goes while a route still leads to it. No TLS mode is
 * said: what the mesh says stays.
 */
export function serviceObjects(rules: ServiceRules, namespace: string): CurrentObject[] {
  const { service, requests, balancing, versions } = rules;
  const policy = balancing.at(-1);
  const destinationRule: CurrentObject = {
    kind: "DestinationRule",
    name: service,
    namespace,
    spec: {
      host: service,
      ...(policy && { trafficPolicy: { loadBalancer: { simple: policy.loadBalancing } } }),
      subsets: versions.map((version) => ({ name: version, labels: { version } })),
    },
  };
  if (requests.length === 0) return [destinationRule];
  const toAll: HTTPRoute = { route: [{ destination: { host: service } }] };
  const ordered = inOrder(requests);
  return [
    destinationRule,
    {
      kind: "VirtualService",
      name: service,
      namespace,
      spec: {
        hosts: [service],
        http: [...ordered.map(httpRoute), ...(ordered.some(({ user }) => user === undefined) ? [] : [toAll])],
      },
    },
  ];
}

/** As Pilot 0.2 takes rules: those for a user before those for everyone, among equals by name. */
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

/** The official sample says the user in a header of its own, this project's in the cookie of the classic one. */
function ofUser(user: string): HTTPMatchRequest[] {
  return [
    { headers: { "end-user": { exact: user } } },
    { headers: { cookie: { regex: userCookie(user, " *") } } },
  ];
}

function httpFault(fault: Fault): HTTPFaultInjection {
  const percentage = { value: 100 };
  return "delay" in fault
    ? { delay: { percentage, fixedDelay: fault.delay } }
    : { abort: { percentage, httpStatus: fault.abort } };
}
