import type { ImagePullPolicy } from "../../images";
import { istiodAddress } from "../../mesh/current/proxyConfig";
import { InjectionParamsError } from "../errors";
import { completeSelection, selectionProblems, type SelectionParams } from "../selection";
import * as checks from "../checks";
import {
  completeSidecarMesh,
  sidecarMeshProblems,
  type CompleteSidecarMesh,
  type SidecarMeshConfig,
} from "./sidecarMesh";

/** Resources of a container, as Kubernetes has them. */
export interface Resources {
  requests?: Record<string, string>;
  limits?: Record<string, string>;
}

/**
 * How sidecars of the current generation are injected. Defaults are those of Istio 1.31's installation. A pod's own
 * annotations come before the parameters. `ignoredNamespaces` are by default the system's and the control plane's.
 */
export interface CurrentInjectionParams extends SelectionParams {
  /** Registry and path of the proxy's image. Default `docker.io/istio`. */
  hub?: string;
  /** Tag of the proxy's image. Default `1.31.4`. */
  tag?: string;
  /** Full name of the proxy's image, in the place of `HUB/proxyv2:TAG`. Default: that. */
  image?: string;
  /** Pull policy of the injected containers. Default: Kubernetes', by the tag. */
  imagePullPolicy?: ImagePullPolicy;
  /** Names of Secrets, in the pod's namespace, with which the images are pulled. Default none. */
  imagePullSecrets?: readonly string[];
  /** Namespace of istiod. Default `istio-system`. */
  namespace?: string;
  /** Revision of istiod. Default: none, which annotations call `default`. */
  revision?: string;
  /** The mesh's configuration. Default: that of this project's control plane. */
  mesh?: SidecarMeshConfig;
  /** DNS domain of the cluster. Default `cluster.local`. */
  clusterDomain?: string;
  /** Name of the cluster in the mesh. Default `Kubernetes`. */
  clusterId?: string;
  /** Name of the network that the pods are in. Default: none, one network. */
  network?: string;
  /** Name of the mesh in metrics and traces. Default: the trust domain. */
  meshId?: string;
  /** Ranges (CIDR, separated by commas) whose outbound traffic goes to the proxy, or `*`. Default `*`. */
  includeIPRanges?: string;
  /** Ranges whose outbound traffic does not. Default none. */
  excludeIPRanges?: string;
  /** Ports (separated by commas) whose inbound traffic goes to the proxy, or `*`. Default `*`. */
  includeInboundPorts?: string;
  /** Ports whose inbound traffic does not. Default none. */
  excludeInboundPorts?: string;
  /** Ports whose outbound traffic goes to the proxy whatever its range. Default none. */
  includeOutboundPorts?: string;
  /** Ports whose outbound traffic does not. Default none. */
  excludeOutboundPorts?: string;
  /** Resources of the injected containers. Default: requests of 100m and 128Mi, limits of 2 cores and 1Gi. */
  resources?: Resources;
  /** Envoy's log level. Default `warning`. */
  logLevel?: string;
  /** Envoy's log levels by component, `NAME:LEVEL,…`. Default `misc:error`. */
  componentLogLevel?: string;
  /** The agent's log level, `SCOPE:LEVEL,…`. Default `default:info`. */
  agentLogLevel?: string;
  /** Whether agent and init container log JSON. Default false. */
  logAsJson?: boolean;
  /** Whether the injected containers are privileged. Default false. */
  privileged?: boolean;
  /** Seconds before the proxy's first readiness probe. Default 0. */
  readinessInitialDelaySeconds?: number;
  /** Seconds between two readiness probes of the proxy. Default 15. */
  readinessPeriodSeconds?: number;
  /** Readiness probes that fail before the pod is not ready. Default 4. */
  readinessFailureThreshold?: number;
  /** Seconds that the proxy may take to start; 0 is no startup probe. Default 600. */
  startupSeconds?: number;
  /** Whether the kubelet's probes of the application go through the proxy's agent. Default true. */
  rewriteAppHTTPProbe?: boolean;
  /**
   * Whether the proxy is an init container that stays (Kubernetes 1.33 and later; it starts before the
   * application's init containers and ends after its containers, so that a Job ends). Default false, as in
   * `istioctl kube-inject`, which does not know the cluster; istiod's webhook says true where every node can.
   */
  nativeSidecars?: boolean;
}

type Optional = "image" | "imagePullPolicy" | "mesh";

/** Parameters with every default filled in. */
export type CompleteCurrentParams = Required<Omit<CurrentInjectionParams, Optional>> &
  Pick<CurrentInjectionParams, Exclude<Optional, "mesh">> & {
    mesh: CompleteSidecarMesh;
  };

/** The release that this injector follows. */
const currentTag = "1.31.4";

/** Namespaces that Istio's injector never touches. */
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
 * The parameters with every default filled in.
 * @throws {InjectionParamsError} with all problems at once, each with its field
 */
export function completeCurrentParams(params: CurrentInjectionParams = {}): CompleteCurrentParams {
  const namespace = params.namespace ?? "istio-system";
  const { mesh = {}, revision = "" } = params;
  const complete = {
    ...completeSelection(params, [...systemNamespaces, namespace]),
    hub: params.hub ?? "docker.io/istio",
    tag: params.tag ?? currentTag,
    image: params.image,
    imagePullPolicy: params.imagePullPolicy,
    imagePullSecrets: params.imagePullSecrets ?? [],
    namespace,
    revision,
    clusterDomain: params.clusterDomain ?? "cluster.local",
    clusterId: params.clusterId ?? "Kubernetes",
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
