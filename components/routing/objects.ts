import { validateDestinationPolicy, type DestinationPolicySpec } from "./destinationPolicy";
import { validateEgressRule, type EgressRuleSpec } from "./egressRule";
import {
  validateCheckNothing,
  validateDenier,
  validateMemQuota,
  validateMixerRule,
  validateQuota,
  type CheckNothingSpec,
  type DenierSpec,
  type MemQuotaSpec,
  type MixerRuleSpec,
  type QuotaSpec,
} from "./mixer";
import { RoutingError, type Problem } from "./problems";
import { validateRouteRule, type RouteRuleSpec } from "./routeRule";

/** The API version under which the control plane serves all these kinds; the only one. */
export const routingApiVersion = "config.istio.io/v1alpha2";

/** The kinds of this folder and the type of each one's spec. */
export interface RoutingSpecs {
  RouteRule: RouteRuleSpec;
  DestinationPolicy: DestinationPolicySpec;
  EgressRule: EgressRuleSpec;
  rule: MixerRuleSpec;
  denier: DenierSpec;
  checknothing: CheckNothingSpec;
  memquota: MemQuotaSpec;
  quota: QuotaSpec;
}

/** A kind of this folder. */
export type RoutingKind = keyof RoutingSpecs;

/** An object of one of these kinds, before it is registered. */
export type RoutingObject = {
  [Kind in RoutingKind]: { kind: Kind; name: string; namespace: string; spec: RoutingSpecs[Kind] };
}[RoutingKind];

const validators: { [Kind in RoutingKind]: (spec: RoutingSpecs[Kind]) => Problem[] } = {
  RouteRule: validateRouteRule,
  DestinationPolicy: validateDestinationPolicy,
  EgressRule: validateEgressRule,
  rule: validateMixerRule,
  denier: validateDenier,
  checknothing: validateCheckNothing,
  memquota: validateMemQuota,
  quota: validateQuota,
};

/** All that is wrong with the spec of an object of a kind. */
export function validateSpec<Kind extends RoutingKind>(kind: Kind, spec: RoutingSpecs[Kind]): Problem[] {
  return validators[kind](spec);
}

/**
 * Refuses a wrong spec.
 * @param name what the object is called in the error
 * @throws {RoutingError} with all that is wrong
 */
export function requireValid<Kind extends RoutingKind>(
  kind: Kind,
  name: string,
  spec: RoutingSpecs[Kind],
): void {
  const problems = validateSpec(kind, spec);
  if (problems.length > 0) throw new RoutingError(`${kind} ${name}`, problems);
}
