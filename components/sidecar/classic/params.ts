import { isIPv4 } from "node:net";
import {
  completeMeshConfig,
  controlPlaneMeshConfig,
  meshConfigProblems,
  type MeshConfig,
  type MeshConfigInput,
} from "../../mesh/meshConfig";
import type { ImagePullPolicy } from "../../images";
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
export const defaultTag = "0.2.12";

/** Namespaces that the release's injector never touches. */
export const defaultIgnoredNamespaces: readonly string[] = ["kube-system", "kube-public", "istio-system"];

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
    ...paramsProblems(complete),
    ...selectionProblems(complete),
    ...meshConfigProblems(mesh).map((problem) => `mesh.${problem}`),
  ];
  if (problems.length > 0) throw new InjectionParamsError(problems);
  return { ...complete, mesh: completeMeshConfig(mesh) };
}

function paramsProblems(params: Omit<CompleteInjectionParams, "mesh">): string[] {
  const problems: string[] = [];
  const check = (field: keyof typeof params, fits: boolean, allowed: string): void => {
    if (!fits) problems.push(`${field}: found ${JSON.stringify(params[field])}: allowed is ${allowed}`);
  };
  check(
    "hub",
    /^\S*[^\s/]$/.test(params.hub),
    'a registry with a path, such as "docker.io/istio", without "/" at its end',
  );
  check("tag", /^\w[\w.-]{0,127}$/.test(params.tag), "an image tag: letters, digits, _ . -, at most 128");
  check("version", params.version !== "", "a version that is not empty");
  check(
    "verbosity",
    Number.isInteger(params.verbosity) && params.verbosity >= 0,
    "a whole number of 0 or more",
  );
  check(
    "sidecarProxyUID",
    Number.isInteger(params.sidecarProxyUID) &&
      params.sidecarProxyUID > 0 &&
      params.sidecarProxyUID < 2 ** 31,
    "a user id, 1 to 2147483647 (the traffic of user 0 must be redirected)",
  );
  check(
    "imagePullPolicy",
    ["Always", "IfNotPresent", "Never"].includes(params.imagePullPolicy),
    "Always, IfNotPresent or Never",
  );
  check(
    "includeIPRanges",
    params.includeIPRanges === "" || params.includeIPRanges.split(",").every(isIPv4Range),
    'IPv4 ranges separated by commas, such as "10.0.0.0/8,172.16.0.0/12"',
  );
  return problems;
}

function isIPv4Range(text: string): boolean {
  const [address = "", bits, ...rest] = text.split("/");
  return (
    isIPv4(address) &&
    rest.length === 0 &&
    (bits === undefined || (/^\d{1,2}$/.test(bits) && Number(bits) <= 32))
  );
}
