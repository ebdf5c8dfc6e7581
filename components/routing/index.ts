/** Istio 0.2's routing and policy objects as typed, checked resources, and ready-made ones for Bookinfo. */
export { catalog, routeNames, type CatalogEntry, type RouteName } from "./catalog";
export type { DestinationPolicySpec } from "./destinationPolicy";
export type { EgressRuleSpec } from "./egressRule";
export type { CheckNothingSpec, DenierSpec, MemQuotaSpec, MixerRuleSpec, QuotaSpec } from "./mixer";
export { routingApiVersion, validateSpec, type RoutingObject } from "./objects";
export { RoutingError, type Problem } from "./problems";
export {
  CheckNothing,
  Denier,
  DestinationPolicy,
  EgressRule,
  MemQuota,
  MixerRule,
  Quota,
  RouteRule,
} from "./resources";
export type { RouteRuleSpec } from "./routeRule";
export { registerRoutes, Routes, routingObjects } from "./routes";
