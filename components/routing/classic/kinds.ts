import type { KindValidators, ObjectOf } from "../kinds";
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
import { validateRouteRule, type RouteRuleSpec } from "./routeRule";

/** The API version under which the control plane of Istio 0.2 serves all these kinds; the only one. */
export const classicApiVersion = "config.istio.io/v1alpha2";

/** Istio 0.2's kinds and the type of each one's spec. */
export interface ClassicSpecs {
  RouteRule: RouteRuleSpec;
  DestinationPolicy: DestinationPolicySpec;
  EgressRule: EgressRuleSpec;
  rule: MixerRuleSpec;
  denier: DenierSpec;
  checknothing: CheckNothingSpec;
  memquota: MemQuotaSpec;
  quota: QuotaSpec;
}

/** An object of one of these kinds, before it is registered. */
export type ClassicObject = ObjectOf<ClassicSpecs>;

/** What is wrong with a spec of each kind. */
export const classicValidators: KindValidators<ClassicSpecs> = {
  RouteRule: validateRouteRule,
  DestinationPolicy: validateDestinationPolicy,
  EgressRule: validateEgressRule,
  rule: validateMixerRule,
  denier: validateDenier,
  checknothing: validateCheckNothing,
  memquota: validateMemQuota,
  quota: validateQuota,
};
