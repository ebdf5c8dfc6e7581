import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { apiVersionOf, requireValid, type RoutingKind, type RoutingSpecs } from "./objects";

/** What a resource of this folder is made of. */
export interface RoutingArgs<Kind extends RoutingKind> {
  /** The object's metadata; its name is the resource's unless it says another. */
  metadata?: k8s.types.input.meta.v1.ObjectMeta;
  /** What it says; known, so that it can be checked before anything is registered. */
  spec: RoutingSpecs[Kind];
}

/** An object of one of Istio's kinds, checked and under the API version that is served. */
export abstract class RoutingResource<Kind extends RoutingKind> extends k8s.apiextensions.CustomResource {
  /** @throws {RoutingError} when the spec is wrong */
  protected constructor(
    kind: Kind,
    name: string,
    args: RoutingArgs<Kind>,
    opts?: pulumi.CustomResourceOptions,
  ) {
    requireValid(kind, name, args.spec);
    const metadata = { name, ...args.metadata };
    const spec = args.spec === undefined ? {} : { spec: args.spec };
    super(name, { apiVersion: apiVersionOf(kind), kind, metadata, ...spec }, opts);
  }
}

/** The class of each kind. */
export type RoutingClasses<Kinds extends RoutingKind> = {
  [Kind in Kinds]: new (
    name: string,
    args: RoutingArgs<Kind>,
    opts?: pulumi.CustomResourceOptions,
  ) => k8s.apiextensions.CustomResource;
};
