import { fields, isMapping, mapOf, problem, type Problem } from "../../routing/problems";
import { oneOf } from "../../routing/values";
import { workloadSelector, type WorkloadSelector } from "./workloadSelector";

/**
 * The connections that a workload accepts: plain text (`DISABLE`), plain text and mutual TLS (`PERMISSIVE`), only mutual
 * TLS (`STRICT`), or those of its namespace or mesh (`UNSET`).
 */
type MutualTlsMode = "UNSET" | "DISABLE" | "PERMISSIVE" | "STRICT";

/** A setting of mutual TLS. */
interface MutualTls {
  /** Default `UNSET`. */
  mode?: MutualTlsMode;
}

/** The connections that workloads accept (`PeerAuthentication` of istio/api 1.31). Without a selector, in the root namespace, it applies to the whole mesh. */
export interface PeerAuthenticationSpec {
  /** Workloads in its namespace. Default: all. */
  selector?: WorkloadSelector;
  /** For all ports. Default: that of the namespace or the mesh. */
  mtls?: MutualTls;
  /** For single ports of the workload's containers; requires a selector. Default: `mtls`. */
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
        { path, message: "portLevelMtls: found without a selector of workloads; expected both or none" },
      ];
    },
  },
);

/** All problems of a PeerAuthentication's spec. */
export function validatePeerAuthentication(spec: PeerAuthenticationSpec): Problem[] {
  return peerAuthentication(spec, "");
}
