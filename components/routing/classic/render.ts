import type { BalancingRule, Fault, RequestRule } from "../rules";
import { userCookie } from "../userCookie";
import type { ClassicObject } from "../kinds";
import type { RouteRuleSpec } from "./routeRule";

/** Renders a rule as a RouteRule. Rules for one user get a higher precedence than rules for all users. */
export function routeRule(rule: RequestRule, namespace: string): ClassicObject {
  const { name, service, user, route, fault } = rule;
  return {
    kind: "RouteRule",
    name,
    namespace,
    spec: {
      destination: { name: service },
      precedence: user === undefined ? 1 : 2,
      ...(user !== undefined && { match: ofUser(user) }),
      route: route.map(({ version, weight }) => ({
        labels: { version },
        ...(weight !== undefined && { weight }),
      })),
      ...(fault && { httpFault: httpFault(fault) }),
    },
  };
}

/** Renders a load balancing rule as a DestinationPolicy. */
export function destinationPolicy(rule: BalancingRule, namespace: string): ClassicObject {
  const { name, service, loadBalancing } = rule;
  return {
    kind: "DestinationPolicy",
    name,
    namespace,
    spec: { destination: { name: service }, loadBalancing: { name: loadBalancing } },
  };
}

function ofUser(user: string): RouteRuleSpec["match"] {
  return { request: { headers: { cookie: { regex: userCookie(user) } } } };
}

function httpFault(fault: Fault): RouteRuleSpec["httpFault"] {
  return "delay" in fault
    ? { delay: { percent: 100, fixedDelay: fault.delay } }
    : { abort: { percent: 100, httpStatus: fault.abort } };
}
