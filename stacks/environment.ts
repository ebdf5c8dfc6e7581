import type { ProxyDiscovery } from "../components/addons/current/proxyDiscovery";
import * as plans from "../components/addons/plans";
import {
  type AddonName,
  DASHBOARDS,
  GRAFANA,
  PROMETHEUS,
  SERVICEGRAPH,
  ZIPKIN,
} from "../components/addons/table";
import { planBookinfo } from "../components/bookinfo/plan";
import type { ImageSettings } from "../components/imageSettings";
import type { PlannedComponent, PlannedObject } from "../components/objects";
import { planRoutes } from "../components/routing/plan";
import { buildsImages, hasOwnNamespace, type StackConfig } from "./config/stackConfig";
import { type PlannedMesh, planMesh } from "./mesh";

/**
 * The environment of a stack without its cluster: control plane, addons, sample and routing rules. Each component comes
 * after those that it depends on.
 * @param replacements the names of images on the cluster, by their official names. Default: none (the cluster pulls all
 *   images)
 */
export function environment(
  config: StackConfig,
  replacements?: ImageSettings["replacements"],
): PlannedComponent[] {
  const images: ImageSettings = { ...config.images, ...(replacements && { replacements }) };
  const mesh = planMesh(config, images);
  const { istio, namespace: meshNamespace } = config.mesh;
  const { enabled, ...sample } = config.bookinfo;
  const { namespace } = sample;
  const createNamespace = hasOwnNamespace(config);
  const bookinfoArgs = { ...sample, istio, createNamespace, sidecar: mesh.sidecar, images };
  const routes = { names: config.routes, istio, namespace, meshNamespace };
  const bookinfo = enabled ? planBookinfo("bookinfo", bookinfoArgs) : undefined;
  const namespaces = [mesh.component.namespace, ...(bookinfo?.namespace ? [bookinfo.namespace] : [])];
  return [
    mesh.component,
    ...(bookinfo ? [{ ...bookinfo, dependsOn: [mesh.component.namespace, ...mesh.beforeSidecars] }] : []),
    ...planAddons(config, images, mesh, namespaces),
    { ...planRoutes("routes", routes), dependsOn: [...namespaces, ...mesh.component.crds] },
  ];
}

/** @param namespaces that the environment creates */
function planAddons(
  config: StackConfig,
  images: ImageSettings,
  mesh: PlannedMesh,
  namespaces: readonly PlannedObject[],
): PlannedComponent[] {
  const { istio, namespace, hub } = config.mesh;
  const argsOf = (name: AddonName) => ({ istio, namespace, images, nodePort: config.addons[name].nodePort });
  const istioImages = { hub, tag: mesh.tag };
  const discovery = proxyDiscovery(config);
  const planned: [AddonName, () => PlannedComponent][] = [
    [ZIPKIN, () => plans.planZipkin(ZIPKIN, argsOf(ZIPKIN), namespaces)],
    [PROMETHEUS, () => plans.planPrometheus(PROMETHEUS, { ...argsOf(PROMETHEUS), discovery }, namespaces)],
    [GRAFANA, () => plans.planGrafana(GRAFANA, { ...argsOf(GRAFANA), ...istioImages }, namespaces)],
    [DASHBOARDS, () => plans.planDashboards(DASHBOARDS, argsOf(DASHBOARDS), namespaces)],
    [
      SERVICEGRAPH,
      () => plans.planServicegraph(SERVICEGRAPH, { ...argsOf(SERVICEGRAPH), ...istioImages }, namespaces),
    ],
  ];
  return planned.filter(([name]) => config.addons[name].enabled).map(([, plan]) => plan());
}

/** Debian's Prometheus, which is in the images built here, has no Kubernetes service discovery. */
function proxyDiscovery(config: StackConfig): ProxyDiscovery {
  const { mesh, bookinfo } = config;
  if (!buildsImages(config)) return { by: "pods" };
  const namespaces = [...new Set([mesh.namespace, ...(bookinfo.enabled ? [bookinfo.namespace] : [])])];
  return { by: "dns", namespaces, meshNamespace: mesh.namespace };
}
