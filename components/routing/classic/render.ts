import { routingManifest, type RoutingManifest } from "../kinds";
import { type BalancingRule, type Fault, type RequestRule, userCookie } from "../rules";
import type { RouteRuleSpec } from "./routeRule";

/** Renders a rule as a RouteRule. Rules for one user get a higher precedence than rules for all users. */
export function routeRule(rule: RequestRule, namespace: string): RoutingManifest<"RouteRule"> {
  const { name, service, user, route, fault } = rule;
  return routingManifest(
    "RouteRule",
    { name, namespace },
    {
      destination: { name: service },
      precedence: user === undefined ? 1 : 2,
      ...(user !== undefined && { match: ofUser(user) }),
      route: route.map(({ version, weight }) => ({
        labels: { version },
        ...(weight !== undefined && { weight }),
      })),
      ...(fault && { httpFault: httpFault(fault) }),
    },
  );
}

/** Renders a load balancing rule as a DestinationPolicy. */
export function destinationPolicy(
  { name, service, loadBalancing }: BalancingRule,
  namespace: string,
): RoutingManifest<"DestinationPolicy"> {
  const spec = { destination: { name: service }, loadBalancing: { name: loadBalancing } };
  return routingManifest("DestinationPolicy", { name, namespace }, spec);
}

function ofUser(user: string): RouteRuleSpec["match"] {
  return { request: { headers: { cookie: { regex: userCookie(user) } } } };
}

function httpFault(fault: Fault): RouteRuleSpec["httpFault"] {
  return "delay" in fault
    ? { delay: { percent: 100, fixedDelay: fault.delay } }
    : { abort: { percent: 100, httpStatus: fault.abort } };
}
