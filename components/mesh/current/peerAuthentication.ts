import { fields, isMapping, mapOf, problem, type Problem } from "../../routing/problems";
import { oneOf } from "../../routing/values";
import { workloadSelector, type WorkloadSelector } from "./workloadSelector";

/**
 * How a workload takes connections: `DISABLE` in plain text, `PERMISSIVE` in plain text and by mutual TLS,
 * `STRICT` by mutual TLS only, `UNSET` as the namespace or the mesh has it.
 */
type MutualTlsMode = "UNSET" | "DISABLE" | "PERMISSIVE" | "STRICT";

/** One setting of mutual TLS. */
interface MutualTls {
  /** Default `UNSET`. */
  mode?: MutualTlsMode;
}

/** Which connections a workload takes (`PeerAuthentication` of istio/api 1.31). In the root namespace, and without a selector, it is the mesh's. */
export interface PeerAuthenticationSpec {
  /** The workloads of its namespace. Default: all. */
  selector?: WorkloadSelector;
  /** For all ports. Default: as the namespace or the mesh has it. */
  mtls?: MutualTls;
  /** For single ports of the workload's container; only together with a selector. Default: as `mtls`. */
  portLevelMtls?: Record<number, MutualTls>;
}

const mutualTls = fields<MutualTls>({ mode: oneOf("UNSET", "DISABLE", "PERMISSIVE", "STRICT") });

const peerAuthentication = fields<PeerAuthenticationSpec>(
  {
    selector: workloadSelector,
    mtls: mutualTls,
    portLevelMtls: mapOf(mutualTls, (name, path) =>
      /^[1-9]\d{0,4}$/.test(String(name)) && Number(name) <= 65535
        ? []
        : [problem(path, name, "a port as the key, 1 to 65535")],
    ),
  },
  {
    also: ({ selector, portLevelMtls }, path) => {
      if (portLevelMtls === undefined) return [];
      const selects = isMapping(selector) && isMapping(selector.matchLabels);
      if (selects && Object.keys(selector.matchLabels as object).length > 0) return [];
      return [
        { path, message: "found portLevelMtls without a selector of workloads: allowed is both or none" },
      ];
    },
  },
);

/** All that is wrong with the spec of a PeerAuthentication. */
export function validatePeerAuthentication(spec: PeerAuthenticationSpec): Problem[] {
  return peerAuthentication(spec, "");
}
