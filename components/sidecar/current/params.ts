import type { ImagePullPolicy } from "../../images";
import { CURRENT_VERSION, ISTIO_HUB, MESH_NAMESPACE } from "../../mesh/config";
import { istiodAddress } from "../../mesh/current/proxyConfig";
import { CLUSTER_DOMAIN, CLUSTER_ID } from "../../mesh/current/settings";
import { InjectionParamsError } from "../errors";
import { completeSelection, selectionProblems, type SelectionParams } from "../selection";
import * as checks from "../checks";
import {
  completeSidecarMesh,
  sidecarMeshProblems,
  type CompleteSidecarMesh,
  type SidecarMeshConfig,
} from "./sidecarMesh";

/** Resource requests and limits of a container. */
interface Resources {
  requests?: Record<string, string>;
  limits?: Record<string, string>;
}

/**
 * Injection parameters of the current mesh. Defaults are those of an Istio 1.31 installation. A pod's own
 * annotations take precedence. Default of `ignoredNamespaces`: the namespaces of Kubernetes and of the control
 * plane.
 */
export interface CurrentInjectionParams extends SelectionParams {
  /** Registry and path of the proxy image. Default {@link ISTIO_HUB}. */
  hub?: string;
  /** Tag of the proxy image. Default {@link CURRENT_VERSION}, the release that this injector follows. */
  tag?: string;
  /** Full name of the proxy image. Default `HUB/proxyv2:TAG`. */
  image?: string;
  /** Pull policy of the injected containers. Default: unset, so Kubernetes chooses by the tag. */
  imagePullPolicy?: ImagePullPolicy;
  /** Names of pull Secrets in the namespace of the pod. Default none. */
  imagePullSecrets?: readonly string[];
  /** Namespace of istiod. Default {@link MESH_NAMESPACE}. */
  namespace?: string;
  /** Revision of istiod. Default none; annotations then contain `default`. */
  revision?: string;
  /** Mesh configuration. Default: the configuration of this project's control plane. */
  mesh?: SidecarMeshConfig;
  /** DNS domain of the cluster. Default {@link CLUSTER_DOMAIN}. */
  clusterDomain?: string;
  /** Name of the cluster in the mesh. Default {@link CLUSTER_ID}. */
  clusterId?: string;
  /** Name of the pods' network. Default none: all pods share one network. */
  network?: string;
  /** Name of the mesh in metrics and traces. Default: the trust domain. */
  meshId?: string;
  /**
   * Ranges in CIDR form, separated by commas, whose outbound traffic is redirected; `*` means all. Default `*`.
   */
  includeIPRanges?: string;
  /** Ranges whose outbound traffic is not redirected. Default none. */
  excludeIPRanges?: string;
  /** Ports, separated by commas, whose inbound traffic is redirected; `*` means all. Default `*`. */
  includeInboundPorts?: string;
  /** Ports whose inbound traffic is not redirected. Default none. */
  excludeInboundPorts?: string;
  /** Ports whose outbound traffic is redirected, whatever its range. Default none. */
  includeOutboundPorts?: string;
  /** Ports whose outbound traffic is not redirected. Default none. */
  excludeOutboundPorts?: string;
  /** Resources of the injected containers. Default: requests of 100m CPU and 128Mi, limits of 2 CPUs and 1Gi. */
  resources?: Resources;
  /** Envoy's log level. Default `warning`. */
  logLevel?: string;
  /** Envoy's log levels by component, `NAME:LEVEL,…`. Default `misc:error`. */
  componentLogLevel?: string;
  /** Log level of the agent, `SCOPE:LEVEL,…`. Default `default:info`. */
  agentLogLevel?: string;
  /** Writes the logs of agent and init container as JSON. Default false. */
  logAsJson?: boolean;
  /** Runs the injected containers in privileged mode. Default false. */
  privileged?: boolean;
  /** Seconds before the proxy's first readiness probe. Default 0. */
  readinessInitialDelaySeconds?: number;
  /** Seconds between readiness probes of the proxy. Default 15. */
  readinessPeriodSeconds?: number;
  /** Failed readiness probes after which the pod is not ready. Default 4. */
  readinessFailureThreshold?: number;
  /** Seconds within which the proxy must start; 0 disables the startup probe. Default 600. */
  startupSeconds?: number;
  /** Redirects the kubelet's probes of the application to the proxy agent. Default true. */
  rewriteAppHTTPProbe?: boolean;
  /**
   * Runs the proxy as a restartable init container (Kubernetes 1.33 and later): it starts before the
   * application's init containers and stops after its containers, so Jobs complete. Default false, as in
   * `istioctl kube-inject`, which does not know the cluster; istiod's webhook enables it if every node supports
   * it.
   */
  nativeSidecars?: boolean;
}

type Optional = "image" | "imagePullPolicy" | "mesh";

/** Parameters with all defaults filled in. */
export type CompleteCurrentParams = Required<Omit<CurrentInjectionParams, Optional>> &
  Pick<CurrentInjectionParams, Exclude<Optional, "mesh">> & {
    mesh: CompleteSidecarMesh;
  };

/** Namespaces that Istio's injector always skips. */
const systemNamespaces: readonly string[] = [
  "kube-system",
  "kube-public",
  "kube-node-lease",
  "local-path-storage",
];

const defaultResources: Resources = {
  requests: { cpu: "100m", memory: "128Mi" },
  limits: { cpu: "2000m", memory: "1024Mi" },
};

/**
 * Fills in the defaults.
 * @throws {InjectionParamsError} with all problems
 */
export function completeCurrentParams(params: CurrentInjectionParams = {}): CompleteCurrentParams {
  const namespace = params.namespace ?? MESH_NAMESPACE;
  const { mesh = {}, revision = "" } = params;
  const complete = {
    ...completeSelection(params, [...systemNamespaces, namespace]),
    hub: params.hub ?? ISTIO_HUB,
    tag: params.tag ?? CURRENT_VERSION,
    image: params.image,
    imagePullPolicy: params.imagePullPolicy,
    imagePullSecrets: params.imagePullSecrets ?? [],
    namespace,
    revision,
    clusterDomain: params.clusterDomain ?? CLUSTER_DOMAIN,
    clusterId: params.clusterId ?? CLUSTER_ID,
    network: params.network ?? "",
    meshId: params.meshId ?? "",
    includeIPRanges: params.includeIPRanges ?? "*",
    excludeIPRanges: params.excludeIPRanges ?? "",
    includeInboundPorts: params.includeInboundPorts ?? "*",
    excludeInboundPorts: params.excludeInboundPorts ?? "",
    includeOutboundPorts: params.includeOutboundPorts ?? "",
    excludeOutboundPorts: params.excludeOutboundPorts ?? "",
    resources: params.resources ?? defaultResources,
    logLevel: params.logLevel ?? "warning",
    componentLogLevel: params.componentLogLevel ?? "misc:error",
    agentLogLevel: params.agentLogLevel ?? "default:info",
    logAsJson: params.logAsJson ?? false,
    privileged: params.privileged ?? false,
    readinessInitialDelaySeconds: params.readinessInitialDelaySeconds ?? 0,
    readinessPeriodSeconds: params.readinessPeriodSeconds ?? 15,
    readinessFailureThreshold: params.readinessFailureThreshold ?? 4,
    startupSeconds: params.startupSeconds ?? 600,
    rewriteAppHTTPProbe: params.rewriteAppHTTPProbe ?? true,
    nativeSidecars: params.nativeSidecars ?? false,
  } satisfies Omit<CompleteCurrentParams, "mesh">;
  const problems = [
    ...checks.problems(complete, {
      hub: checks.hub,
      tag: checks.tag,
      image: checks.imageName,
      imagePullPolicy: checks.oneOf("Always", "IfNotPresent", "Never"),
      imagePullSecrets: checks.listOf(checks.filled),
      namespace: checks.label,
      revision: checks.optional(checks.label),
      clusterDomain: checks.filled,
      clusterId: checks.filled,
      includeIPRanges: checks.rangesOrAll,
      excludeIPRanges: checks.ranges,
      includeInboundPorts: checks.portsOrAll,
      excludeInboundPorts: checks.ports,
      includeOutboundPorts: checks.ports,
      excludeOutboundPorts: checks.ports,
      resources: checks.resources,
      logLevel: checks.oneOf("trace", "debug", "info", "warning", "error", "critical", "off"),
      componentLogLevel: checks.text,
      agentLogLevel: checks.filled,
      logAsJson: checks.flag,
      privileged: checks.flag,
      readinessInitialDelaySeconds: checks.whole,
      readinessPeriodSeconds: checks.whole,
      readinessFailureThreshold: checks.whole,
      startupSeconds: checks.whole,
      rewriteAppHTTPProbe: checks.flag,
      nativeSidecars: checks.flag,
    }),
    ...selectionProblems(complete),
    ...sidecarMeshProblems(mesh).map((problem) => `mesh${problem}`),
  ];
  if (problems.length > 0) throw new InjectionParamsError(problems);
  return {
    ...complete,
    mesh: completeSidecarMesh(mesh, istiodAddress(namespace, revision)),
  };
}
