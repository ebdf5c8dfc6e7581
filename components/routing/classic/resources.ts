import type * as pulumi from "@pulumi/pulumi";
import { RoutingResource, type RoutingArgs, type RoutingClasses } from "../resource";
import type { ClassicSpecs } from "./kinds";

/** How requests for a service are routed. */
export class RouteRule extends RoutingResource<"RouteRule"> {
  /** @throws {RoutingError} when the spec is wrong */
  constructor(name: string, args: RoutingArgs<"RouteRule">, opts?: pulumi.CustomResourceOptions) {
    super("RouteRule", name, args, opts);
  }
}

/** How callers treat a service: load balancing, circuit breaker. */
export class DestinationPolicy extends RoutingResource<"DestinationPolicy"> {
  /** @throws {RoutingError} when the spec is wrong */
  constructor(name: string, args: RoutingArgs<"DestinationPolicy">, opts?: pulumi.CustomResourceOptions) {
    super("DestinationPolicy", name, args, opts);
  }
}

/** A service outside the mesh that may be called. */
export class EgressRule extends RoutingResource<"EgressRule"> {
  /** @throws {RoutingError} when the spec is wrong */
  constructor(name: string, args: RoutingArgs<"EgressRule">, opts?: pulumi.CustomResourceOptions) {
    super("EgressRule", name, args, opts);
  }
}

/** Mixer's kind `rule`: which instances go to which handlers. */
export class MixerRule extends RoutingResource<"rule"> {
  /** @throws {RoutingError} when the spec is wrong */
  constructor(name: string, args: RoutingArgs<"rule">, opts?: pulumi.CustomResourceOptions) {
    super("rule", name, args, opts);
  }
}

/** Mixer's handler that refuses. */
export class Denier extends RoutingResource<"denier"> {
  /** @throws {RoutingError} when the spec is wrong */
  constructor(name: string, args: RoutingArgs<"denier">, opts?: pulumi.CustomResourceOptions) {
    super("denier", name, args, opts);
  }
}

/** Mixer's instance that carries nothing. */
export class CheckNothing extends RoutingResource<"checknothing"> {
  constructor(
    name: string,
    args: Omit<RoutingArgs<"checknothing">, "spec"> = {},
    opts?: pulumi.CustomResourceOptions,
  ) {
    super("checknothing", name, { ...args, spec: undefined }, opts);
  }
}

/** Mixer's handler that counts in memory. */
export class MemQuota extends RoutingResource<"memquota"> {
  /** @throws {RoutingError} when the spec is wrong */
  constructor(name: string, args: RoutingArgs<"memquota">, opts?: pulumi.CustomResourceOptions) {
    super("memquota", name, args, opts);
  }
}

/** Mixer's instance that counts requests by dimensions. */
export class Quota extends RoutingResource<"quota"> {
  /** @throws {RoutingError} when the spec is wrong */
  constructor(name: string, args: RoutingArgs<"quota">, opts?: pulumi.CustomResourceOptions) {
    super("quota", name, args, opts);
  }
}

/** The class of each kind of Istio 0.2. */
export const classicClasses: RoutingClasses<keyof ClassicSpecs> = {
  RouteRule,
  DestinationPolicy,
  EgressRule,
  rule: MixerRule,
  denier: Denier,
  checknothing: CheckNothing,
  memquota: MemQuota,
  quota: Quota,
};
