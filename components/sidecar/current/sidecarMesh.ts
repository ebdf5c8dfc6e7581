import { z } from "zod";
import { foundExpected } from "../../../lib/problemText";
import {
  defaultProxyConfig,
  mergeProxyConfig,
  proxyConfigProblems,
  type CanonicalProxyConfig,
  type ProxyConfig,
} from "../../mesh/current/proxyConfig";
import { CLUSTER_DOMAIN } from "../../mesh/current/names";
import { isMapping } from "../../../lib/mapping";
import * as checks from "../checks";

const { field } = checks;
const policies = ["PASSTHROUGH", "LOCALHOST"] as const;

const sidecarMesh = z.object({
  /** Trust domain of the mesh's identities. Default {@link CLUSTER_DOMAIN}. */
  trustDomain: field<string>(checks.filled).default(CLUSTER_DOMAIN),
  /** Port to which a pod's outbound traffic is redirected. Default 15001. */
  proxyListenPort: field<number>(checks.port).default(15001),
  /** Port to which a pod's inbound traffic is redirected. Default 15006. */
  proxyInboundListenPort: field<number>(checks.port).default(15006),
  /** Merges the application's metrics into those of the agent. Default true. */
  enablePrometheusMerge: field<boolean>(checks.flag).default(true),
  /** `LOCALHOST` connects to applications at 127.0.0.1, as before Istio 1.10. Default `PASSTHROUGH`. */
  inboundTrafficPolicy: z
    .object(
      { mode: field<(typeof policies)[number]>(checks.oneOf(...policies)).optional() },
      { error: "a mapping" },
    )
    .optional(),
  /**
   * Proxy configuration. Omitted fields have the proxy's defaults; default of `discoveryAddress`: the address
   * of istiod.
   */
  defaultConfig: z.custom<ProxyConfig>().optional(),
});

/** The part of Istio's `MeshConfig` that the injector reads; other fields are ignored. */
export type SidecarMeshConfig = z.input<typeof sidecarMesh>;

/** With all defaults filled in. */
export interface CompleteSidecarMesh extends Omit<
  z.output<typeof sidecarMesh>,
  "inboundTrafficPolicy" | "defaultConfig"
> {
  /** True if applications are connected to at 127.0.0.1. */
  localhostInbound: boolean;
  defaultConfig: CanonicalProxyConfig;
}

/** Parses the parameter `mesh`. Each problem is one line; without problems, the value includes the defaults of `mesh` itself. */
export function parsedSidecarMesh(mesh: SidecarMeshConfig = {}): {
  value?: z.output<typeof sidecarMesh>;
  problems: string[];
} {
  if (!isMapping(mesh))
    return { problems: [`mesh: ${foundExpected(mesh, "a mapping of MeshConfig fields")}`] };
  const { value, problems } = checks.parsed(sidecarMesh, mesh);
  const ofProxy = proxyConfigProblems(mesh.defaultConfig ?? {}).map((problem) => `defaultConfig.${problem}`);
  return { value, problems: [...problems, ...ofProxy].map((problem) => `mesh.${problem}`) };
}

/**
 * Fills in the defaults of the proxy configuration.
 * @param mesh as returned by {@link parsedSidecarMesh}, without problems
 * @param discoveryAddress default `host:port` of istiod
 */
export function completeSidecarMesh(
  { inboundTrafficPolicy, defaultConfig, ...settings }: z.output<typeof sidecarMesh>,
  discoveryAddress: string,
): CompleteSidecarMesh {
  const defaults = mergeProxyConfig(defaultProxyConfig, { discoveryAddress });
  return {
    ...settings,
    localhostInbound: inboundTrafficPolicy?.mode === "LOCALHOST",
    defaultConfig: mergeProxyConfig(defaults, defaultConfig ?? {}),
  };
}
