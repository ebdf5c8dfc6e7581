import { destinationPolicy, type DestinationPolicySpec } from "./classic/destinationPolicy";
import { egressRule, type EgressRuleSpec } from "./classic/egressRule";
import {
  checkNothing,
  denier,
  memQuota,
  mixerRule,
  quota,
  type CheckNothingSpec,
  type DenierSpec,
  type MemQuotaSpec,
  type MixerRuleSpec,
  type QuotaSpec,
} from "./classic/mixer";
import { routeRule, type RouteRuleSpec } from "./classic/routeRule";
import { destinationRule, type DestinationRuleSpec } from "./current/destinationRule";
import { gateway, type GatewaySpec } from "./current/gateway";
import { virtualService, type VirtualServiceSpec } from "./current/virtualService";
import { RoutingError, type Check, type Problem } from "./problems";

/** The only API version of the kinds of Istio 0.2. */
export const classicApiVersion = "config.istio.io/v1alpha2";

/** API version of the kinds of the current mesh. */
export const currentApiVersion = "networking.istio.io/v1";

/** The kinds of Istio 0.2 and the spec type of each. */
interface ClassicSpecs {
  RouteRule: RouteRuleSpec;
  DestinationPolicy: DestinationPolicySpec;
  EgressRule: EgressRuleSpec;
  rule: MixerRuleSpec;
  denier: DenierSpec;
  checknothing: CheckNothingSpec;
  memquota: MemQuotaSpec;
  quota: QuotaSpec;
}

/** The kinds of the current mesh and the spec type of each. */
export interface CurrentSpecs {
  Gateway: GatewaySpec;
  VirtualService: VirtualServiceSpec;
  DestinationRule: DestinationRuleSpec;
}

/** All kinds and the spec type of each; the two meshes share no kind name. */
export type RoutingSpecs = ClassicSpecs & CurrentSpecs;

export type RoutingKind = keyof RoutingSpecs;

type ObjectOf<Specs> = {
  [Kind in keyof Specs]: { kind: Kind; name: string; namespace: string; spec: Specs[Kind] };
}[keyof Specs];

/** An object of one of these kinds, before it is registered. */
export type RoutingObject = ObjectOf<RoutingSpecs>;
export type ClassicObject = ObjectOf<ClassicSpecs>;
export type CurrentObject = ObjectOf<CurrentSpecs>;

const classicChecks: Record<keyof ClassicSpecs, Check> = {
  RouteRule: routeRule,
  DestinationPolicy: destinationPolicy,
  EgressRule: egressRule,
  rule: mixerRule,
  denier,
  checknothing: checkNothing,
  memquota: memQuota,
  quota,
};

const currentChecks: Record<keyof CurrentSpecs, Check> = {
  Gateway: gateway,
  VirtualService: virtualService,
  DestinationRule: destinationRule,
};

const checks: Record<RoutingKind, Check> = { ...classicChecks, ...currentChecks };

/** The API version of a kind. */
export function apiVersionOf(kind: RoutingKind): string {
  return Object.hasOwn(currentChecks, kind) ? currentApiVersion : classicApiVersion;
}

/** Returns all problems of a spec. */
export function validateSpec<Kind extends RoutingKind>(kind: Kind, spec: RoutingSpecs[Kind]): Problem[] {
  return checks[kind](spec, "");
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
  const problems = validateSpec(kind, spec);
  if (problems.length > 0) throw new RoutingError(`${kind} ${name}`, problems);
}
