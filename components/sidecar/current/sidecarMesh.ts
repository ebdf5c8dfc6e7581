import { foundExpected } from "../../../lib/problemText";
import {
  defaultProxyConfig,
  mergeProxyConfig,
  proxyConfigProblems,
  type CanonicalProxyConfig,
  type ProxyConfig,
} from "../../mesh/current/proxyConfig";
import { isMapping } from "../objects";
import * as checks from "../checks";

/** What the injector reads of Istio's `MeshConfig`; a whole one may be given. */
export interface SidecarMeshConfig {
  /** Trust domain of the mesh's identities. Default `cluster.local`. */
  trustDomain?: string;
  /** Port to which a pod's outbound traffic is redirected. Default 15001. */
  proxyListenPort?: number;
  /** Port to which a pod's inbound traffic is redirected. Default 15006. */
  proxyInboundListenPort?: number;
  /** Whether the proxy's agent gives out the application's metrics together with its own. Default true. */
  enablePrometheusMerge?: boolean;
  /** `LOCALHOST`: applications are reached at 127.0.0.1, as before Istio 1.10. Default `PASSTHROUGH`. */
  inboundTrafficPolicy?: { mode?: "PASSTHROUGH" | "LOCALHOST" };
  /** The proxies' settings; a field left out has the proxy's default, but `discoveryAddress` is this istiod's. */
  defaultConfig?: ProxyConfig;
}

/** The same with every default filled in. */
export interface CompleteSidecarMesh {
  trustDomain: string;
  proxyListenPort: number;
  proxyInboundListenPort: number;
  enablePrometheusMerge: boolean;
  /** Whether applications are reached at 127.0.0.1. */
  localhostInbound: boolean;
  defaultConfig: CanonicalProxyConfig;
}

/**
 * The mesh's configuration with every default filled in.
 * @param discoveryAddress `host:port` of istiod, where the configuration names none
 * @throws when a field is wrong ({@link sidecarMeshProblems} says which)
 */
export function completeSidecarMesh(mesh: SidecarMeshConfig, discoveryAddress: string): CompleteSidecarMesh {
  return {
    trustDomain: mesh.trustDomain ?? "cluster.local",
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

/** All that is wrong with the mesh's configuration, one line for each problem, which begins with `.` and its path. */
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
