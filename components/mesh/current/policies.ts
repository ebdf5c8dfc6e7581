import type { CustomObject } from "../../objects";
import { requireNoProblems } from "../../routing/problems";
import { type PeerAuthenticationSpec, validatePeerAuthentication } from "./peerAuthentication";
import { type TelemetrySpec, validateTelemetry } from "./telemetry";

type Metadata = CustomObject["metadata"];

/**
 * The connections that workloads accept: plain text, mutual TLS, or both.
 * @throws {RoutingError} when the spec is wrong
 */
export function peerAuthentication(
  metadata: Metadata,
  spec: PeerAuthenticationSpec,
): CustomObject<"PeerAuthentication", PeerAuthenticationSpec> {
  requireNoProblems(`PeerAuthentication ${metadata.name}`, validatePeerAuthentication(spec));
  return { apiVersion: "security.istio.io/v1", kind: "PeerAuthentication", metadata, spec };
}

/**
 * Tracing, metrics and access logs of workloads.
 * @throws {RoutingError} when the spec is wrong
 */
export function telemetry(metadata: Metadata, spec: TelemetrySpec): CustomObject<"Telemetry", TelemetrySpec> {
  requireNoProblems(`Telemetry ${metadata.name}`, validateTelemetry(spec));
  return { apiVersion: "telemetry.istio.io/v1", kind: "Telemetry", metadata, spec };
}
