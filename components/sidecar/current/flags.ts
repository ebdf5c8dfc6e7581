import { Option } from "commander";
import { parse } from "yaml";
import { booleanOption } from "../flags";
import type { CurrentInjectionParams } from "./params";
import type { SidecarMeshConfig } from "./sidecarMesh";

/** The command's flags that this generation alone has. */
export const currentFlags = (): Option[] => [
  new Option("--image <name>", "full name of the proxy's image (default: HUB/proxyv2:TAG)"),
  new Option("--istioNamespace <namespace>", "namespace of istiod (default: istio-system)"),
  new Option("--revision <revision>", "revision of istiod (default: none)"),
  new Option("--clusterId <name>", "name of the cluster in the mesh (default: Kubernetes)"),
  new Option("--network <name>", "network that the pods are in (default: none)"),
  new Option(
    "--excludeIPRanges <ranges>",
    "ranges whose outbound traffic does not go to the proxy (default: none)",
  ),
  new Option("--includeInboundPorts <ports>", "ports whose inbound traffic goes to the proxy (default: all)"),
  new Option("--excludeInboundPorts <ports>", "ports whose inbound traffic does not (default: none)"),
  new Option("--excludeOutboundPorts <ports>", "ports whose outbound traffic does not (default: none)"),
  new Option("--logLevel <level>", "log level of the proxy (default: warning)"),
  booleanOption(
    "--rewriteAppHTTPProbe",
    "whether the application's probes go through the proxy (default: true)",
  ),
  booleanOption("--nativeSidecars", "the proxy as an init container that stays (default: false)"),
];

/**
 * The parameters that the flags say.
 * @param mesh text of the mesh configuration's file
 * @throws Error when that is no YAML
 */
export function currentParams(
  flags: Partial<CurrentInjectionParams> & { istioNamespace?: string },
  mesh: string | undefined,
): CurrentInjectionParams {
  const { istioNamespace, ...params } = flags;
  return {
    ...params,
    ...(istioNamespace === undefined ? {} : { namespace: istioNamespace }),
    ...(mesh === undefined ? {} : { mesh: (parse(mesh) ?? {}) as SidecarMeshConfig }),
  };
}
