import { InvalidArgumentError, Option } from "commander";
import { MESH_NAMESPACE } from "../../components/mesh/config";
import { CLUSTER_ID } from "../../components/mesh/current/names";
import { parseMeshConfig } from "../../components/mesh/meshConfig";
import type { InjectionParams } from "../../components/sidecar/classic/params";
import type { CurrentInjectionParams } from "../../components/sidecar/current/params";
import type { SidecarMeshConfig } from "../../components/sidecar/current/sidecarMesh";
import { readManifest } from "../../lib/manifests/readManifests";
import { withoutNulls } from "../../lib/mapping";

/** Flags that only the classic mesh supports: those of `istioctl kube-inject` 0.2.12. */
export const classicFlags = (): Option[] => [
  new Option("--setVersionString <version>", "version in the status annotation (default: the tag)"),
  integerOption("--verbosity <level>", "log verbosity of the proxy, 0 or more (default: 2)"),
  integerOption("--sidecarProxyUID <uid>", "user that runs the proxy (default: 1337)"),
  booleanOption("--coreDump", "enable core dumps; changes kernel settings of every node (default: false)"),
  booleanOption("--debug", "use the debug image and settings (default: true)"),
];

/** Flags that only the current mesh supports. */
export const currentFlags = (): Option[] => [
  new Option("--image <name>", "full name of the proxy image (default: HUB/proxyv2:TAG)"),
  new Option("--istioNamespace <namespace>", `namespace of istiod (default: ${MESH_NAMESPACE})`),
  new Option("--revision <revision>", "revision of istiod (default: none)"),
  new Option("--clusterId <name>", `name of the cluster in the mesh (default: ${CLUSTER_ID})`),
  new Option("--network <name>", "network of the pods (default: none)"),
  new Option(
    "--excludeIPRanges <ranges>",
    "ranges whose outbound traffic bypasses the proxy (default: none)",
  ),
  new Option(
    "--includeInboundPorts <ports>",
    "ports whose inbound traffic is redirected to the proxy (default: all)",
  ),
  new Option(
    "--excludeInboundPorts <ports>",
    "ports whose inbound traffic bypasses the proxy (default: none)",
  ),
  new Option(
    "--excludeOutboundPorts <ports>",
    "ports whose outbound traffic bypasses the proxy (default: none)",
  ),
  new Option("--logLevel <level>", "log level of the proxy (default: warning)"),
  booleanOption(
    "--rewriteAppHTTPProbe",
    "redirect the application's probes to the proxy's agent (default: true)",
  ),
  booleanOption("--nativeSidecars", "run the proxy as a restartable init container (default: false)"),
];

/**
 * Converts flags to injection parameters.
 * @param mesh text of the mesh configuration file
 * @throws {MeshConfigError} if the mesh configuration is invalid
 */
export function classicParams(
  flags: Partial<InjectionParams> & { setVersionString?: string },
  mesh: string | undefined,
): InjectionParams {
  const { setVersionString, ...params } = flags;
  return {
    ...params,
    ...(setVersionString ? { version: setVersionString } : {}),
    ...(mesh === undefined ? {} : { mesh: parseMeshConfig(mesh) }),
  };
}

/**
 * Converts flags to injection parameters.
 * @param mesh text of the mesh configuration file
 * @throws Error if the mesh configuration is not valid YAML
 */
export function currentParams(
  flags: Partial<CurrentInjectionParams> & { istioNamespace?: string },
  mesh: string | undefined,
): CurrentInjectionParams {
  const { istioNamespace, ...params } = flags;
  return {
    ...params,
    ...(istioNamespace === undefined ? {} : { namespace: istioNamespace }),
    ...(mesh === undefined ? {} : { mesh: parsedMesh(mesh) }),
  };
}

/** Keys without a value are omitted. */
const parsedMesh = (text: string): SidecarMeshConfig => withoutNulls(readManifest(text, "YAML") ?? {});

/** A flag in the style of Go: `--debug`, `--debug=true`, `--debug=false`. */
function booleanOption(flag: string, description: string): Option {
  return new Option(`${flag} [true|false]`, description).preset("true").argParser((text) => {
    if (["1", "t", "T", "true", "True", "TRUE"].includes(text)) return true;
    if (["0", "f", "F", "false", "False", "FALSE"].includes(text)) return false;
    throw new InvalidArgumentError("expected true or false.");
  });
}

function integerOption(flag: string, description: string): Option {
  return new Option(flag, description).argParser((text) => {
    if (!/^\d+$/.test(text)) throw new InvalidArgumentError("expected an integer of 0 or more.");
    return Number(text);
  });
}
