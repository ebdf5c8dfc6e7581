import { z } from "zod";
import type { ImagePullPolicy } from "../../images";
import { ISTIO_HUB, MESH_NAMESPACE } from "../../mesh/config";
import { CURRENT_VERSION } from "../../meshes";
import { istiodAddress } from "../../mesh/current/proxyConfig";
import { CLUSTER_DOMAIN, CLUSTER_ID } from "../../mesh/current/names";
import { parsedParams, type Selection, selectionFields } from "../selection";
import * as checks from "../checks";
import {
  completeSidecarMesh,
  type CompleteSidecarMesh,
  parsedSidecarMesh,
  type SidecarMeshConfig,
} from "./sidecarMesh";

const { field } = checks;

/** Resource requests and limits of a container. */
interface Resources {
  requests?: Record<string, string>;
  limits?: Record<string, string>;
}

const defaultResources: Resources = {
  requests: { cpu: "100m", memory: "128Mi" },
  limits: { cpu: "2000m", memory: "1024Mi" },
};

const currentParams = z.object({
  /** Registry and path of the proxy image. Default {@link ISTIO_HUB}. */
  hub: field<string>(checks.hub).default(ISTIO_HUB),
  /** Tag of the proxy image. Default {@link CURRENT_VERSION}, the release that this injector follows. */
  tag: field<string>(checks.tag).default(CURRENT_VERSION),
  /** Full name of the proxy image. Default `HUB/proxyv2:TAG`. */
  image: field<string>(checks.imageName).optional(),
  /** Pull policy of the injected containers. Default: unset, so Kubernetes chooses by the tag. */
  imagePullPolicy: field<ImagePullPolicy>(checks.pullPolicy).optional(),
  /** Names of pull Secrets in the namespace of the pod. Default none. */
  imagePullSecrets: field<readonly string[]>(checks.listOf(checks.filled)).default([]),
  /** Namespace of istiod. Default {@link MESH_NAMESPACE}. */
  namespace: field<string>(checks.label).default(MESH_NAMESPACE),
  /** Revision of istiod. Default none; annotations then contain `default`. */
  revision: field<string>(checks.optional(checks.label)).default(""),
  /** DNS domain of the cluster. Default {@link CLUSTER_DOMAIN}. */
  clusterDomain: field<string>(checks.filled).default(CLUSTER_DOMAIN),
  /** Name of the cluster in the mesh. Default {@link CLUSTER_ID}. */
  clusterId: field<string>(checks.filled).default(CLUSTER_ID),
  /** Name of the pods' network. Default none: all pods share one network. */
  network: field<string>(checks.text).default(""),
  /** Name of the mesh in metrics and traces. Default: the trust domain. */
  meshId: field<string>(checks.text).default(""),
  /**
   * Ranges in CIDR form, separated by commas, whose outbound traffic is redirected; `*` means all. Default `*`.
   */
  includeIPRanges: field<string>(checks.rangesOrAll).default("*"),
  /** Ranges whose outbound traffic is not redirected. Default none. */
  excludeIPRanges: field<string>(checks.ranges).default(""),
  /** Ports, separated by commas, whose inbound traffic is redirected; `*` means all. Default `*`. */
  includeInboundPorts: field<string>(checks.portsOrAll).default("*"),
  /** Ports whose inbound traffic is not redirected. Default none. */
  excludeInboundPorts: field<string>(checks.ports).default(""),
  /** Ports whose outbound traffic is redirected, whatever its range. Default none. */
  includeOutboundPorts: field<string>(checks.ports).default(""),
  /** Ports whose outbound traffic is not redirected. Default none. */
  excludeOutboundPorts: field<string>(checks.ports).default(""),
  /** Resources of the injected containers. Default: requests of 100m CPU and 128Mi, limits of 2 CPUs and 1Gi. */
  resources: field<Resources>(checks.resources).default(defaultResources),
  /** Envoy's log level. Default `warning`. */
  logLevel: field<string>(checks.proxyLogLevel).default("warning"),
  /** Envoy's log levels by component, `NAME:LEVEL,…`. Default `misc:error`. */
  componentLogLevel: field<string>(checks.text).default("misc:error"),
  /** Log level of the agent, `SCOPE:LEVEL,…`. Default `default:info`. */
  agentLogLevel: field<string>(checks.filled).default("default:info"),
  /** Writes the logs of agent and init container as JSON. Default false. */
  logAsJson: field<boolean>(checks.flag).default(false),
  /** Runs the injected containers in privileged mode. Default false. */
  privileged: field<boolean>(checks.flag).default(false),
  /** Seconds before the proxy's first readiness probe. Default 0. */
  readinessInitialDelaySeconds: field<number>(checks.whole).default(0),
  /** Seconds between readiness probes of the proxy. Default 15. */
  readinessPeriodSeconds: field<number>(checks.whole).default(15),
  /** Failed readiness probes after which the pod is not ready. Default 4. */
  readinessFailureThreshold: field<number>(checks.whole).default(4),
  /** Seconds within which the proxy must start; 0 disables the startup probe. Default 600. */
  startupSeconds: field<number>(checks.whole).default(600),
  /** Redirects the kubelet's probes of the application to the proxy agent. Default true. */
  rewriteAppHTTPProbe: field<boolean>(checks.flag).default(true),
  /**
   * Runs the proxy as a restartable init container (Kubernetes 1.33 and later): it starts before the
   * application's init containers and stops after its containers, so Jobs complete. Default false, as in
   * `istioctl kube-inject`, which does not know the cluster; istiod's webhook enables it if every node supports
   * it.
   */
  nativeSidecars: field<boolean>(checks.flag).default(false),
  ...selectionFields,
  /** Mesh configuration. Default: the configuration of this project's control plane. */
  mesh: z.custom<SidecarMeshConfig>().optional(),
});

/**
 * Injection parameters of the current mesh. Defaults are those of an Istio 1.31 installation. A pod's own
 * annotations take precedence. Default of `ignoredNamespaces`: the namespaces of Kubernetes and of the control
 * plane.
 */
export type CurrentInjectionParams = z.input<typeof currentParams>;

/** Parameters with all defaults filled in. */
export type CompleteCurrentParams = Omit<z.output<typeof currentParams>, "mesh" | "ignoredNamespaces"> &
  Selection & { mesh: CompleteSidecarMesh };

/** Namespaces that Istio's injector always skips. */
const systemNamespaces: readonly string[] = [
  "kube-system",
  "kube-public",
  "kube-node-lease",
  "local-path-storage",
];

/**
 * Fills in the defaults.
 * @throws {InjectionParamsError} with all problems
 */
export function completeCurrentParams(params: CurrentInjectionParams = {}): CompleteCurrentParams {
  const { value: mesh, problems } = parsedSidecarMesh(params.mesh);
  const value = parsedParams(currentParams, params, problems);
  const { namespace, revision } = value;
  return {
    ...value,
    ignoredNamespaces: value.ignoredNamespaces ?? [...systemNamespaces, namespace],
    mesh: completeSidecarMesh(mesh!, istiodAddress(namespace, revision)),
  };
}
