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
 * How sidecars of the classic generation are injected. Defaults are those of Istio 0.2.12 unless a field says
 * otherwise; `ignoredNamespaces` are {@link defaultIgnoredNamespaces}.
 */
export interface InjectionParams extends SelectionParams {
  /** Registry and path of the proxy's images. Default `docker.io/istio`. */
  hub?: string;
  /** Tag of the proxy's images. Default `0.2.12`. */
  tag?: string;
  /** Version in the status annotation, `injected-version-VERSION`. Default: the tag. */
  version?: string;
  /** Debug mode: image `proxy_debug`, privileged, with a writable root. Default true, as in the release. */
  debug?: boolean;
  /** Log verbosity of the proxy's agent, 0 or more; 0 leaves the flag out. Default 2. */
  verbosity?: number;
  /** User under which the proxy runs; its traffic is not redirected. Default 1337. */
  sidecarProxyUID?: number;
  /** Pull policy of the injected containers. Default `IfNotPresent`. */
  imagePullPolicy?: ImagePullPolicy;
  /** IPv4 ranges whose outbound traffic is redirected, in CIDR form, separated by commas; empty is all. Default empty. */
  includeIPRanges?: string;
  /**
   * Whether an init container turns on core dumps. It changes the node's kernel settings, so that the default is
   * false here (in the release's command it is true).
   */
  coreDump?: boolean;
  /** The mesh configuration; a field left out has the proxy's built-in default. Default: this project's control plane. */
  mesh?: MeshConfigInput;
}

/** Parameters with every default filled in. */
export type CompleteInjectionParams = Required<Omit<InjectionParams, "mesh">> & { mesh: MeshConfig };

/** The release that this injector follows. */
const defaultTag = "0.2.12";

/** Namespaces that the release's injector never touches. */
const defaultIgnoredNamespaces: readonly string[] = ["kube-system", "kube-public", "istio-system"];

/**
 * The parameters with every default filled in.
 * @throws {InjectionParamsError} with all problems at once, each with its field
 */
export function completeParams(params: InjectionParams = {}): CompleteInjectionParams {
  const mesh = params.mesh ?? controlPlaneMeshConfig();
  const tag = params.tag ?? defaultTag;
  const complete = {
    ...completeSelection(params, defaultIgnoredNamespaces),
    hub: params.hub ?? "docker.io/istio",
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
