import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { routingManifest, type RoutingKind, type RoutingSpecs } from "./kinds";
import { requireValid, specWarnings } from "./validate";

/** Arguments of a routing resource. */
export interface RoutingArgs<Kind extends RoutingKind> {
  /** Metadata of the object. Default name: the name of the resource. */
  metadata?: k8s.types.input.meta.v1.ObjectMeta;
  /** The spec, without outputs: it is checked before anything is registered. */
  spec: RoutingSpecs[Kind];
}

/** A custom resource of one of Istio's kinds. Its constructor checks the spec. */
class RoutingResource<Kind extends RoutingKind> extends k8s.apiextensions.CustomResource {
  /** @throws {RoutingError} if the spec is invalid */
  constructor(kind: Kind, name: string, args: RoutingArgs<Kind>, opts?: pulumi.CustomResourceOptions) {
    requireValid(kind, name, args.spec);
    super(name, routingManifest(kind, { name, ...args.metadata }, args.spec), opts);
    for (const warning of specWarnings(kind, args.spec))
      void pulumi.log.warn(`${kind} ${name}: ${warning}`, this);
  }
}

/** The class of the resources of one kind. */
interface RoutingClass<Kind extends RoutingKind> {
  /** @throws {RoutingError} if the spec is invalid */
  new (name: string, args: RoutingArgs<Kind>, opts?: pulumi.CustomResourceOptions): RoutingResource<Kind>;
}

// The declaration of an anonymous class cannot contain the private fields that it inherits.
function resourceOf<Kind extends RoutingKind>(kind: Kind): RoutingClass<Kind> {
  return class extends RoutingResource<Kind> {
    constructor(name: string, args: RoutingArgs<Kind>, opts?: pulumi.CustomResourceOptions) {
      super(kind, name, args, opts);
    }
  };
}

/** Routes the requests for a service. */
export const RouteRule = resourceOf("RouteRule");

/** Sets load balancing and circuit breakers of the callers of a service. */
export const DestinationPolicy = resourceOf("DestinationPolicy");

/** Allows calls to a service outside the mesh. */
export const EgressRule = resourceOf("EgressRule");

/** Mixer's kind `rule`: sends instances to handlers. */
export const MixerRule = resourceOf("rule");

/** Mixer's handler that denies requests. */
export const Denier = resourceOf("denier");

/** Mixer's instance without data; its spec is `undefined`. */
export const CheckNothing = resourceOf("checknothing");

/** Mixer's handler that counts requests in memory. */
export const MemQuota = resourceOf("memquota");

/** Mixer's instance that counts requests by dimensions. */
export const Quota = resourceOf("quota");

/** Ports, hosts and TLS settings that the proxies of a gateway listen with. */
export const Gateway = resourceOf("Gateway");

/** Routes the requests for one or more hosts. */
export const VirtualService = resourceOf("VirtualService");

/** Subsets of a service, and the traffic policy of its callers. */
export const DestinationRule = resourceOf("DestinationRule");
