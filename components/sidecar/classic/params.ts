import { z } from "zod";
import { classicMeshSettings } from "../../mesh/classic/config";
import { ignoredNamespaces, ISTIO_HUB, MESH_NAMESPACE } from "../../mesh/config";
import { CLASSIC_VERSION } from "../../meshes";
import {
  completeMeshConfig,
  controlPlaneMeshConfig,
  meshConfigProblems,
  type MeshConfig,
  type MeshConfigInput,
} from "../../mesh/meshConfig";
import type { ImagePullPolicy } from "../../images";
import * as checks from "../checks";
import { parsedParams, selectionFields } from "../selection";

const { field } = checks;

const injectionParams = z.object({
  /** Registry and path of the proxy images. Default {@link ISTIO_HUB}. */
  hub: field<string>(checks.hub).default(ISTIO_HUB),
  /** Tag of the proxy images. Default {@link CLASSIC_VERSION}, the release that this injector follows. */
  tag: field<string>(checks.tag).default(CLASSIC_VERSION),
  /** Version in the status annotation, `injected-version-VERSION`. Default: the tag. */
  version: field<string>(checks.filled).optional(),
  /**
   * Debug mode: image `proxy_debug`, privileged, with a writable root file system. Default true, as in the
   * release.
   */
  debug: field<boolean>(checks.flag).default(true),
  /** Log verbosity of the proxy agent, 0 or more; 0 omits the flag. Default 2. */
  verbosity: field<number>(checks.whole).default(2),
  /** User that runs the proxy and whose traffic is not redirected. Default 1337. */
  sidecarProxyUID: field<number>(checks.userId).default(1337),
  /** Pull policy of the injected containers. Default `IfNotPresent`. */
  imagePullPolicy: field<ImagePullPolicy>(checks.pullPolicy).default("IfNotPresent"),
  /**
   * IPv4 ranges in CIDR form, separated by commas, whose outbound traffic is redirected; empty means all.
   * Default empty.
   */
  includeIPRanges: field<string>(checks.rangesOfIPv4).default(""),
  /**
   * Adds an init container that enables core dumps. Default false (true in the release's command), because it
   * changes kernel settings of the node.
   */
  coreDump: field<boolean>(checks.flag).default(false),
  ...selectionFields,
  /**
   * The mesh configuration; omitted fields have the proxy's built-in defaults. Default: the configuration of
   * this project's control plane.
   */
  mesh: z.custom<MeshConfigInput>().optional(),
});

/**
 * Injection parameters of the classic mesh. Defaults are those of Istio 0.2.12 unless a field states otherwise.
 * Default of `ignoredNamespaces`: `kube-system`, `kube-public`, `istio-system`.
 */
export type InjectionParams = z.input<typeof injectionParams>;

/** Parameters with all defaults filled in. */
export type CompleteInjectionParams = Required<Omit<z.output<typeof injectionParams>, "mesh">> & {
  mesh: MeshConfig;
};

/** Namespaces that the release's injector always skips. */
const defaultIgnoredNamespaces: readonly string[] = [...ignoredNamespaces, MESH_NAMESPACE];

/**
 * Fills in the defaults.
 * @throws {InjectionParamsError} with all problems
 */
export function completeParams(params: InjectionParams = {}): CompleteInjectionParams {
  const mesh = params.mesh ?? controlPlaneMeshConfig(classicMeshSettings());
  const meshProblems = meshConfigProblems(mesh).map((problem) => `mesh.${problem}`);
  const value = parsedParams(injectionParams, params, meshProblems);
  return {
    ...value,
    version: value.version ?? value.tag,
    ignoredNamespaces: value.ignoredNamespaces ?? defaultIgnoredNamespaces,
    mesh: completeMeshConfig(mesh),
  };
}
