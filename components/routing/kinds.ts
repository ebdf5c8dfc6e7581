import type { CustomObject } from "../objects";
import type { DestinationPolicySpec } from "./classic/destinationPolicy";
import type { EgressRuleSpec } from "./classic/egressRule";
import type { CheckNothingSpec, DenierSpec, MemQuotaSpec, MixerRuleSpec, QuotaSpec } from "./classic/mixer";
import type { RouteRuleSpec } from "./classic/routeRule";
import type { DestinationRuleSpec } from "./current/destinationRule";
import type { GatewaySpec } from "./current/gateway";
import type { VirtualServiceSpec } from "./current/virtualService";

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

const currentKinds: Record<keyof CurrentSpecs, true> = {
  Gateway: true,
  VirtualService: true,
  DestinationRule: true,
};

/** The whole object of one of these kinds, as for `kubectl apply`. */
export interface RoutingManifest<Kind extends RoutingKind, Metadata = CustomObject["metadata"]> {
  apiVersion: string;
  kind: Kind;
  metadata: Metadata;
  spec: RoutingSpecs[Kind];
}

/** The whole object of any of these kinds. */
export type RoutingObject = { [Kind in RoutingKind]: RoutingManifest<Kind> }[RoutingKind];

/** Returns the object with its API version; an undefined spec is omitted. */
export function routingManifest<Kind extends RoutingKind, Metadata>(
  kind: Kind,
  metadata: Metadata,
  spec: RoutingSpecs[Kind],
): RoutingManifest<Kind, Metadata> {
  const given = spec === undefined ? {} : { spec };
  const apiVersion = Object.hasOwn(currentKinds, kind) ? currentApiVersion : classicApiVersion;
  return { apiVersion, kind, metadata, ...given } as RoutingManifest<Kind, Metadata>;
}
