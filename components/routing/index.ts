/** Istio's routing and policy objects as typed, checked resources, and ready-made rules for Bookinfo. */
export { meshesOf, routeNames, type RouteName } from "./catalog";
export type { DestinationPolicySpec } from "./classic/destinationPolicy";
export type { EgressRuleSpec } from "./classic/egressRule";
export type { CheckNothingSpec, DenierSpec, MemQuotaSpec, MixerRuleSpec, QuotaSpec } from "./classic/mixer";
export type { RouteRuleSpec } from "./classic/routeRule";
export type { DestinationRuleSpec } from "./current/destinationRule";
export type { GatewaySpec } from "./current/gateway";
export type { VirtualServiceSpec } from "./current/virtualService";
export { validateSpec } from "./validate";
export { RoutingError } from "./problems";
export {
  CheckNothing,
  Denier,
  DestinationPolicy,
  DestinationRule,
  EgressRule,
  Gateway,
  MemQuota,
  MixerRule,
  Quota,
  RouteRule,
  VirtualService,
  type RoutingArgs,
} from "./resources";
export { Routes } from "./routes";
export type { RoutesContext } from "./routingObjects";
