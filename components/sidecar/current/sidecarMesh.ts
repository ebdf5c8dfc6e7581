import { foundExpected } from "../../../lib/problemText";
import {
  defaultProxyConfig,
  mergeProxyConfig,
  proxyConfigProblems,
  type CanonicalProxyConfig,
  type ProxyConfig,
} from "../../mesh/current/proxyConfig";
import { CLUSTER_DOMAIN } from "../../mesh/current/settings";
import { isMapping } from "../../../lib/mapping";
import * as checks from "../checks";

/** The part of Istio's `MeshConfig` that the injector reads; other fields are ignored. */
export interface SidecarMeshConfig {
  /** Trust domain of the mesh's identities. Default {@link CLUSTER_DOMAIN}. */
  trustDomain?: string;
  /** Port to which a pod's outbound traffic is redirected. Default 15001. */
  proxyListenPort?: number;
  /** Port to which a pod's inbound traffic is redirected. Default 15006. */
  proxyInboundListenPort?: number;
  /** Merges the application's metrics into those of the agent. Default true. */
  enablePrometheusMerge?: boolean;
  /** `LOCALHOST` connects to applications at 127.0.0.1, as before Istio 1.10. Default `PASSTHROUGH`. */
  inboundTrafficPolicy?: { mode?: "PASSTHROUGH" | "LOCALHOST" };
  /**
   * Proxy configuration. Omitted fields have the proxy's defaults; default of `discoveryAddress`: the address
   * of istiod.
   */
  defaultConfig?: ProxyConfig;
}

/** With all defaults filled in. */
export interface CompleteSidecarMesh {
  trustDomain: string;
  proxyListenPort: number;
  proxyInboundListenPort: number;
  enablePrometheusMerge: boolean;
  /** True if applications are connected to at 127.0.0.1. */
  localhostInbound: boolean;
  defaultConfig: CanonicalProxyConfig;
}

/**
 * Fills in the defaults.
 * @param discoveryAddress default `host:port` of istiod
 * @throws Error if a field is invalid; {@link sidecarMeshProblems} lists them
 */
export function completeSidecarMesh(mesh: SidecarMeshConfig, discoveryAddress: string): CompleteSidecarMesh {
  return {
    trustDomain: mesh.trustDomain ?? CLUSTER_DOMAIN,
    proxyListenPort: mesh.proxyListenPort ?? 15001,
    proxyInboundListenPort: mesh.proxyInboundListenPort ?? 15006,
    enablePrometheusMerge: mesh.enablePrometheusMerge ?? true,
    localhostInbound: mesh.inboundTrafficPolicy?.mode === "LOCALHOST",
    defaultConfig: mergeProxyConfig(
      mergeProxyConfig(defaultProxyConfig, { discoveryAddress }),
      mesh.defaultConfig ?? {},
    ),
  };
}

/** Returns one line per problem, starting with `.` and the path. */
export function sidecarMeshProblems(mesh: SidecarMeshConfig): string[] {
  if (!isMapping(mesh)) {
    return [`: ${foundExpected(mesh, "a mapping of MeshConfig fields")}`];
  }
  return [
    ...checks.problems(mesh, {
      trustDomain: checks.filled,
      proxyListenPort: checks.port,
      proxyInboundListenPort: checks.port,
      enablePrometheusMerge: checks.flag,
    }),
    ...checks
      .problems(mesh.inboundTrafficPolicy ?? {}, { mode: checks.oneOf("PASSTHROUGH", "LOCALHOST") })
      .map((problem) => `inboundTrafficPolicy.${problem}`),
    ...proxyConfigProblems(mesh.defaultConfig ?? {}).map((problem) => `defaultConfig.${problem}`),
  ].map((problem) => `.${problem}`);
}
