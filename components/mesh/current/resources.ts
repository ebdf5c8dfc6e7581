import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { type Problem, RoutingError } from "../../routing/problems";
import { type PeerAuthenticationSpec, validatePeerAuthentication } from "./peerAuthentication";
import { type TelemetrySpec, validateTelemetry } from "./telemetry";

/** The arguments of a policy. */
interface MeshPolicyArgs<Spec> {
  /** The object's metadata. Its name defaults to the resource's name. */
  metadata?: k8s.types.input.meta.v1.ObjectMeta;
  /** A plain value, so that it can be checked before anything is registered. */
  spec: Spec;
}

/** The connections that workloads accept: plain text, mutual TLS, or both. */
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

/** Tracing, metrics and access logs of workloads. */
export class Telemetry extends k8s.apiextensions.CustomResource {
  /** @throws {RoutingError} when the spec is wrong */
  constructor(name: string, args: MeshPolicyArgs<TelemetrySpec>, opts?: pulumi.CustomResourceOptions) {
    requireNone(`Telemetry ${name}`, validateTelemetry(args.spec));
    super(name, customObject("telemetry.istio.io/v1", "Telemetry", name, args), opts);
  }
}

/** A change of the configuration that istiod sends to proxies. */
export class EnvoyFilter extends k8s.apiextensions.CustomResource {
  constructor(name: string, args: MeshPolicyArgs<object>, opts?: pulumi.CustomResourceOptions) {
    super(name, customObject("networking.istio.io/v1alpha3", "EnvoyFilter", name, args), opts);
  }
}

function requireNone(object: string, problems: Problem[]): void {
  if (problems.length > 0) throw new RoutingError(object, problems);
}

function customObject<Spec>(apiVersion: string, kind: string, name: string, args: MeshPolicyArgs<Spec>) {
  return { apiVersion, kind, metadata: { name, ...args.metadata }, spec: args.spec };
}
