import { destinationPolicy } from "./classic/destinationPolicy";
import { egressRule } from "./classic/egressRule";
import { checkNothing, denier, memQuota, mixerRule, quota } from "./classic/mixer";
import { routeRule } from "./classic/routeRule";
import { destinationRule } from "./current/destinationRule";
import { gateway } from "./current/gateway";
import { virtualService } from "./current/virtualService";
import type { RoutingKind, RoutingSpecs } from "./kinds";
import { requireNoProblems, type Check, type Problem } from "./problems";

const checks: { [Kind in RoutingKind]: Check<RoutingSpecs[Kind]> } = {
  RouteRule: routeRule,
  DestinationPolicy: destinationPolicy,
  EgressRule: egressRule,
  rule: mixerRule,
  denier,
  checknothing: checkNothing,
  memquota: memQuota,
  quota,
  Gateway: gateway,
  VirtualService: virtualService,
  DestinationRule: destinationRule,
};

/** Returns all problems of a spec. */
export function validateSpec<Kind extends RoutingKind>(kind: Kind, spec: RoutingSpecs[Kind]): Problem[] {
  return checks[kind](spec, "").filter(({ warning }) => !warning);
}

/** Returns the deprecated fields and values of a spec, one line each. */
export function specWarnings<Kind extends RoutingKind>(kind: Kind, spec: RoutingSpecs[Kind]): string[] {
  return checks[kind](spec, "")
    .filter(({ warning }) => warning)
    .map(({ path, message }) => `spec.${path}: ${message}`);
}

/**
 * @param name name of the object in the error
 * @throws {RoutingError} with all problems of the spec
 */
export function requireValid<Kind extends RoutingKind>(
  kind: Kind,
  name: string,
  spec: RoutingSpecs[Kind],
): void {
  requireNoProblems(`${kind} ${name}`, validateSpec(kind, spec));
}
