import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { type Problem, RoutingError } from "../../routing/problems";
import { type PeerAuthenticationSpec, validatePeerAuthentication } from "./peerAuthentication";
import { type TelemetrySpec, validateTelemetry } from "./telemetry";

/** What a resource of this file is made of. */
interface MeshPolicyArgs<Spec> {
  /** The object's metadata; its name is the resource's unless it says another. */
  metadata?: k8s.types.input.meta.v1.ObjectMeta;
  /** What it says; known, so that it can be checked before anything is registered. */
  spec: Spec;
}

/** Which connections workloads take: in plain text, by mutual TLS, or both. */
export class PeerAuthentication extends k8s.apiextensions.CustomResource {
  /** @throws {RoutingError} when the spec is wrong */
  constructor(
    name: string,
    args: MeshPolicyArgs<PeerAuthenticationSpec>,
    opts?: pulumi.CustomResourceOptions,
  ) {
    requireNone(`PeerAuthentication ${name}`, validatePeerAuthentication(args.spec));
    super(name, customObject("security.istio.io/v1", "PeerAuthentication", name, args), opts);
  }
}

/** How workloads are traced, measured and logged. */
export class Telemetry extends k8s.apiextensions.CustomResource {
  /** @throws {RoutingError} when the spec is wrong */
  constructor(name: string, args: MeshPolicyArgs<TelemetrySpec>, opts?: pulumi.CustomResourceOptions) {
    requireNone(`Telemetry ${name}`, validateTelemetry(args.spec));
    super(name, customObject("telemetry.istio.io/v1", "Telemetry", name, args), opts);
  }
}

function requireNone(object: string, problems: Problem[]): void {
  if (problems.length > 0) throw new RoutingError(object, problems);
}

function customObject<Spec>(apiVersion: string, kind: string, name: string, args: MeshPolicyArgs<Spec>) {
  return { apiVersion, kind, metadata: { name, ...args.metadata }, spec: args.spec };
}
