/** Istio's routing and policy objects of both generations as typed, checked resources, and ready-made ones for Bookinfo. */
export { catalog, generationsOf, routeNames, routeProblem, type CatalogEntry, type RouteName } from "./catalog";
export type { DestinationPolicySpec } from "./classic/destinationPolicy";
export type { EgressRuleSpec } from "./classic/egressRule";
export { classicApiVersion } from "./classic/kinds";
export type { CheckNothingSpec, DenierSpec, MemQuotaSpec, MixerRuleSpec, QuotaSpec } from "./classic/mixer";
export {
  CheckNothing,
  Denier,
  DestinationPolicy,
  EgressRule,
  MemQuota,
  MixerRule,
  Quota,
  RouteRule,
} from "./classic/resources";
export type { RouteRuleSpec } from "./classic/routeRule";
export type { DestinationRuleSpec } from "./current/destinationRule";
export type { GatewaySpec } from "./current/gateway";
export { currentApiVersion } from "./current/kinds";
export { DestinationRule, Gateway, VirtualService } from "./current/resources";
export type { VirtualServiceSpec } from "./current/virtualService";
export { validateSpec, type RoutingObject } from "./objects";
export { RoutingError, type Problem } from "./problems";
export type { RoutingArgs } from "./resource";
export { registerRoutes, Routes, routingObjects, type RoutesContext } from "./routes";
