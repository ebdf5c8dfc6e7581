/**
 * The public interface of the package `meshstack`, for other Pulumi programs (components/README.md). Everything else
 * in the package can change in any release.
 */

/** Clusters: several drivers behind one interface, {@link Cluster}. */
export {
  type Cluster,
  type ClusterConfig,
  type ClusterRequirements,
  createCluster,
  EmbeddedCluster,
  type EmbeddedClusterConfig,
  ExistingCluster,
  type ExistingClusterConfig,
  type ImageDescriptions,
  K3sCluster,
  type K3sClusterConfig,
  type NodePortUse,
  RancherCluster,
  type RancherClusterConfig,
} from "./cluster";

/** Control planes: Istio 0.2 and Istio 1.31. */
export type { ClassicMeshArgs } from "./mesh/classic/config";
export { ClassicMesh } from "./mesh/classic/classicMesh";
export type { CurrentMeshArgs } from "./mesh/current/config";
export { CurrentMesh } from "./mesh/current/currentMesh";

/** Telemetry addons of both meshes. */
export type { AddonArgs, IstioAddonArgs, PrometheusArgs } from "./addons/config";
export { Dashboards, Grafana, Prometheus, Servicegraph, Zipkin } from "./addons/addons";

/** The sample. */
export { Bookinfo } from "./bookinfo/bookinfo";
export type { BookinfoArgs } from "./bookinfo/config";

/** Istio's routing and policy objects as typed, checked resources, and ready-made rules for the sample. */
export type { DestinationPolicySpec } from "./routing/classic/destinationPolicy";
export type { EgressRuleSpec } from "./routing/classic/egressRule";
export type {
  CheckNothingSpec,
  DenierSpec,
  MemQuotaSpec,
  MixerRuleSpec,
  QuotaSpec,
} from "./routing/classic/mixer";
export type { RouteRuleSpec } from "./routing/classic/routeRule";
export type { DestinationRuleSpec } from "./routing/current/destinationRule";
export type { GatewaySpec } from "./routing/current/gateway";
export type { VirtualServiceSpec } from "./routing/current/virtualService";
export { RoutingError } from "./routing/problems";
export {
  CheckNothing,
  Denier,
  DestinationPolicy,
  DestinationRule,
  EgressRule,
  Gateway,
  MemQuota,
  MixerRule,
  Quota,
  RouteRule,
  type RoutingArgs,
  VirtualService,
} from "./routing/resources";
export { Routes } from "./routing/routes";
export type { RoutesContext } from "./routing/routingObjects";

/** The sidecar injector: a function from plain objects to plain objects, and a Pulumi transform that applies it. */
export {
  type CurrentInjectionParams,
  inject,
  InjectionError,
  type InjectionParams,
  InjectionParamsError,
  sidecarTransform,
  type SidecarParams,
} from "./sidecar";

/** What several components share. */
export type { ImageSettings } from "./imageSettings";
export { ArgumentsError } from "./parseArgs";
