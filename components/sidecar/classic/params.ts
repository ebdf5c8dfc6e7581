import { classicMeshSettings } from "../../mesh/classic/settings";
import { CLASSIC_VERSION, ignoredNamespaces, ISTIO_HUB, MESH_NAMESPACE } from "../../mesh/config";
import {
  completeMeshConfig,
  controlPlaneMeshConfig,
  meshConfigProblems,
  type MeshConfig,
  type MeshConfigInput,
} from "../../mesh/meshConfig";
import type { ImagePullPolicy } from "../../images";
import * as checks from "../checks";
import { InjectionParamsError } from "../errors";
import { completeSelection, selectionProblems, type SelectionParams } from "../selection";

/**
 * Injection parameters of the classic mesh. Defaults are those of Istio 0.2.12 unless a field states otherwise.
 * Default of `ignoredNamespaces`: `kube-system`, `kube-public`, `istio-system`.
 */
export interface InjectionParams extends SelectionParams {
  /** Registry and path of the proxy images. Default {@link ISTIO_HUB}. */
  hub?: string;
  /** Tag of the proxy images. Default {@link CLASSIC_VERSION}, the release that this injector follows. */
  tag?: string;
  /** Version in the status annotation, `injected-version-VERSION`. Default: the tag. */
  version?: string;
  /**
   * Debug mode: image `proxy_debug`, privileged, with a writable root file system. Default true, as in the
   * release.
   */
  debug?: boolean;
  /** Log verbosity of the proxy agent, 0 or more; 0 omits the flag. Default 2. */
  verbosity?: number;
  /** User that runs the proxy and whose traffic is not redirected. Default 1337. */
  sidecarProxyUID?: number;
  /** Pull policy of the injected containers. Default `IfNotPresent`. */
  imagePullPolicy?: ImagePullPolicy;
  /**
   * IPv4 ranges in CIDR form, separated by commas, whose outbound traffic is redirected; empty means all.
   * Default empty.
   */
  includeIPRanges?: string;
  /**
   * Adds an init container that enables core dumps. Default false (true in the release's command), because it
   * changes kernel settings of the node.
   */
  coreDump?: boolean;
  /**
   * The mesh configuration; omitted fields have the proxy's built-in defaults. Default: the configuration of
   * this project's control plane.
   */
  mesh?: MeshConfigInput;
}

/** Parameters with all defaults filled in. */
export type CompleteInjectionParams = Required<Omit<InjectionParams, "mesh">> & { mesh: MeshConfig };

/** Namespaces that the release's injector always skips. */
const defaultIgnoredNamespaces: readonly string[] = [...ignoredNamespaces, MESH_NAMESPACE];

/**
 * Fills in the defaults.
 * @throws {InjectionParamsError} with all problems
 */
export function completeParams(params: InjectionParams = {}): CompleteInjectionParams {
  const mesh = params.mesh ?? controlPlaneMeshConfig(classicMeshSettings());
  const tag = params.tag ?? CLASSIC_VERSION;
  const complete = {
    ...completeSelection(params, defaultIgnoredNamespaces),
    hub: params.hub ?? ISTIO_HUB,
    tag,
    version: params.version ?? tag,
    debug: params.debug ?? true,
    verbosity: params.verbosity ?? 2,
    sidecarProxyUID: params.sidecarProxyUID ?? 1337,
    imagePullPolicy: params.imagePullPolicy ?? "IfNotPresent",
    includeIPRanges: params.includeIPRanges ?? "",
    coreDump: params.coreDump ?? false,
  } satisfies Omit<CompleteInjectionParams, "mesh">;
  const problems = [
    ...checks.problems(complete, {
      hub: checks.hub,
      tag: checks.tag,
      version: checks.filled,
      verbosity: checks.whole,
      sidecarProxyUID: checks.userId,
      imagePullPolicy: checks.oneOf("Always", "IfNotPresent", "Never"),
      includeIPRanges: checks.rangesOfIPv4,
    }),
    ...selectionProblems(complete),
    ...meshConfigProblems(mesh).map((problem) => `mesh.${problem}`),
  ];
  if (problems.length > 0) throw new InjectionParamsError(problems);
  return { ...complete, mesh: completeMeshConfig(mesh) };
}
