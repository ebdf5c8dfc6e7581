import type { CustomObject } from "../objects";
import { destinationPolicy, type DestinationPolicySpec } from "./classic/destinationPolicy";
import { egressRule, type EgressRuleSpec } from "./classic/egressRule";
import * as mixer from "./classic/mixer";
import { routeRule, type RouteRuleSpec } from "./classic/routeRule";
import { destinationRule, type DestinationRuleSpec } from "./current/destinationRule";
import { gateway, type GatewaySpec } from "./current/gateway";
import { virtualService, type VirtualServiceSpec } from "./current/virtualService";
import { requireNoProblems, type Check, type Problem } from "./problems";

/** The only API version of the kinds of Istio 0.2. */
export const classicApiVersion = "config.istio.io/v1alpha2";

/** API version of the kinds of the current mesh. */
export const currentApiVersion = "networking.istio.io/v1";

/** The kinds of Istio 0.2 and the spec type of each. */
interface ClassicSpecs {
  RouteRule: RouteRuleSpec;
  DestinationPolicy: DestinationPolicySpec;
  EgressRule: EgressRuleSpec;
  rule: mixer.MixerRuleSpec;
  denier: mixer.DenierSpec;
  checknothing: mixer.CheckNothingSpec;
  memquota: mixer.MemQuotaSpec;
  quota: mixer.QuotaSpec;
}

/** The kinds of the current mesh and the spec type of each. */
export interface CurrentSpecs {
  Gateway: GatewaySpec;
  VirtualService: VirtualServiceSpec;
  DestinationRule: DestinationRuleSpec;
}

type ChecksOf<Specs> = { [Kind in keyof Specs]: Check<Specs[Kind]> };

const classicChecks: ChecksOf<ClassicSpecs> = {
  RouteRule: routeRule,
  DestinationPolicy: destinationPolicy,
  EgressRule: egressRule,
  rule: mixer.mixerRule,
  denier: mixer.denier,
  checknothing: mixer.checkNothing,
  memquota: mixer.memQuota,
  quota: mixer.quota,
};

const currentChecks: ChecksOf<CurrentSpecs> = {
  Gateway: gateway,
  VirtualService: virtualService,
  DestinationRule: destinationRule,
};

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

/** The whole object of one of these kinds, as for `kubectl apply`. */
export interface RoutingManifest<Kind extends RoutingKind, Metadata = CustomObject["metadata"]> {
  apiVersion: string;
  kind: Kind;
  metadata: Metadata;
  spec: RoutingSpecs[Kind];
}

/** Returns the object with its API version; an undefined spec is omitted. */
export function routingManifest<Kind extends RoutingKind, Metadata>(
  kind: Kind,
  metadata: Metadata,
  spec: RoutingSpecs[Kind],
): RoutingManifest<Kind, Metadata> {
  const given = spec === undefined ? {} : { spec };
  return { apiVersion: apiVersionOf(kind), kind, metadata, ...given } as RoutingManifest<Kind, Metadata>;
}

/** The API version of a kind. */
export function apiVersionOf(kind: RoutingKind): string {
  return Object.hasOwn(currentChecks, kind) ? currentApiVersion : classicApiVersion;
}

/** Returns all problems of a spec. */
export function validateSpec<Kind extends RoutingKind>(kind: Kind, spec: RoutingSpecs[Kind]): Problem[] {
  return problemsAndWarnings(kind, spec).filter(({ warning }) => !warning);
}

/** Returns the deprecated fields and values of a spec, one line each. */
export function specWarnings<Kind extends RoutingKind>(kind: Kind, spec: RoutingSpecs[Kind]): string[] {
  return problemsAndWarnings(kind, spec)
    .filter(({ warning }) => warning)
    .map(({ path, message }) => `spec.${path}: ${message}`);
}

function problemsAndWarnings(kind: RoutingKind, spec: unknown): Problem[] {
  const check: Check = { ...classicChecks, ...currentChecks }[kind];
  return check(spec, "");
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
