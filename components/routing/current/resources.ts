import type * as pulumi from "@pulumi/pulumi";
import { RoutingResource, type RoutingArgs, type RoutingClasses } from "../resource";
import type { CurrentSpecs } from "./kinds";

/** What a gateway's proxies listen for. */
export class Gateway extends RoutingResource<"Gateway"> {
  /** @throws {RoutingError} when the spec is wrong */
  constructor(name: string, args: RoutingArgs<"Gateway">, opts?: pulumi.CustomResourceOptions) {
    super("Gateway", name, args, opts);
  }
}

/** How requests for some hosts are routed. */
export class VirtualService extends RoutingResource<"VirtualService"> {
  /** @throws {RoutingError} when the spec is wrong */
  constructor(name: string, args: RoutingArgs<"VirtualService">, opts?: pulumi.CustomResourceOptions) {
    super("VirtualService", name, args, opts);
  }
}

/** What there is of a service and how callers treat it. */
export class DestinationRule extends RoutingResource<"DestinationRule"> {
  /** @throws {RoutingError} when the spec is wrong */
  constructor(name: string, args: RoutingArgs<"DestinationRule">, opts?: pulumi.CustomResourceOptions) {
    super("DestinationRule", name, args, opts);
  }
}

/** The class of each kind of the current generation. */
export const currentClasses: RoutingClasses<keyof CurrentSpecs> = {
  Gateway,
  VirtualService,
  DestinationRule,
};
