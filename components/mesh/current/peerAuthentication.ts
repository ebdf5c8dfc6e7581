import { isMapping } from "../../../lib/mapping";
import type { CustomObject } from "../../objects";
import {
  type Check,
  fields,
  mapOf,
  problem,
  type Problem,
  requireNoProblems,
  type TypeOf,
} from "../../routing/problems";
import { oneOf } from "../../routing/values";
import { workloadSelector } from "./workloadSelector";

const mutualTls = fields({
  /**
   * The connections that a workload accepts: plain text (`DISABLE`), plain text and mutual TLS (`PERMISSIVE`), only mutual
   * TLS (`STRICT`), or those of its namespace or mesh (`UNSET`). Default `UNSET`.
   */
  mode: oneOf("UNSET", "DISABLE", "PERMISSIVE", "STRICT"),
});

const byPort: Check<Record<number, TypeOf<typeof mutualTls>>> = mapOf(mutualTls, (name, path) =>
  /^[1-9]\d{0,4}$/.test(String(name)) && Number(name) <= 65535
    ? []
    : [problem(path, name, "a port as the key, 1 to 65535")],
);

const authentication = fields(
  {
    /** Workloads in its namespace. Default: all. */
    selector: workloadSelector,
    /** For all ports. Default: that of the namespace or the mesh. */
    mtls: mutualTls,
    /** For single ports of the workload's containers; requires a selector. Default: `mtls`. */
    portLevelMtls: byPort,
  },
  {
    also: ({ selector, portLevelMtls }, path) => {
      if (portLevelMtls === undefined) return [];
      const selects = isMapping(selector) && isMapping(selector.matchLabels);
      if (selects && Object.keys(selector.matchLabels as object).length > 0) return [];
      return [
        { path, message: "portLevelMtls: found without a selector of workloads; expected both or none" },
      ];
    },
  },
);

/**
 * The connections that workloads accept (`PeerAuthentication` of istio/api 1.31). In the root namespace and without a
 * selector, it applies to the whole mesh.
 */
export interface PeerAuthenticationSpec extends TypeOf<typeof authentication> {}

/** All problems of a PeerAuthentication's spec. */
export function validatePeerAuthentication(spec: PeerAuthenticationSpec): Problem[] {
  return authentication(spec, "");
}

/**
 * The connections that workloads accept: plain text, mutual TLS, or both.
 * @throws {RoutingError} when the spec is wrong
 */
export function peerAuthentication(
  metadata: CustomObject["metadata"],
  spec: PeerAuthenticationSpec,
): CustomObject<"PeerAuthentication", PeerAuthenticationSpec> {
  requireNoProblems(`PeerAuthentication ${metadata.name}`, validatePeerAuthentication(spec));
  return { apiVersion: "security.istio.io/v1", kind: "PeerAuthentication", metadata, spec };
}
