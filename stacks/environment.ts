import type { ProxyDiscovery } from "../components/addons/current/proxyDiscovery";
import { planDashboards } from "../components/addons/dashboards";
import { planGrafana } from "../components/addons/grafana";
import { planPrometheus } from "../components/addons/prometheus";
import { planServicegraph } from "../components/addons/servicegraph";
import { planZipkin } from "../components/addons/zipkin";
import { planBookinfo } from "../components/bookinfo/plan";
import type { ImageSettings } from "../components/imageSettings";
import type { PlannedComponent } from "../components/objects";
import { planRoutes } from "../components/routing/plan";
import { buildsImages, type StackConfig } from "./config/stackConfig";
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
  const createNamespace = namespace !== "default" && namespace !== meshNamespace;
  const bookinfo = { ...sample, istio, createNamespace, sidecar: mesh.sidecar, images };
  const routes = { names: config.routes, istio, namespace, meshNamespace };
  return [
    mesh.component,
    ...planAddons(config, images, mesh),
    ...(enabled ? [{ ...planBookinfo("bookinfo", bookinfo), dependsOn: mesh.beforeSidecars }] : []),
    { ...planRoutes("routes", routes), dependsOn: mesh.component.crds },
  ];
}

function planAddons(config: StackConfig, images: ImageSettings, mesh: PlannedMesh): PlannedComponent[] {
  const { zipkin, prometheus, grafana, dashboards, servicegraph } = config.addons;
  const { istio, namespace, hub } = config.mesh;
  const common = { istio, namespace, images };
  const istioImages = { ...common, hub, tag: mesh.tag };
  const after = mesh.component.namespace;
  const discovery = proxyDiscovery(config);
  return [
    zipkin.enabled && planZipkin("zipkin", { ...common, nodePort: zipkin.nodePort }, after),
    prometheus.enabled &&
      planPrometheus("prometheus", { ...common, nodePort: prometheus.nodePort, discovery }, after),
    grafana.enabled && planGrafana("grafana", { ...istioImages, nodePort: grafana.nodePort }, after),
    dashboards.enabled && planDashboards("dashboards", { ...common, nodePort: dashboards.nodePort }, after),
    servicegraph.enabled &&
      planServicegraph("servicegraph", { ...istioImages, nodePort: servicegraph.nodePort }, after),
  ].filter((addon) => addon !== false);
}

/** Debian's Prometheus, which is in the images built here, has no Kubernetes service discovery. */
function proxyDiscovery(config: StackConfig): ProxyDiscovery {
  const { mesh, bookinfo } = config;
  if (!buildsImages(config)) return { by: "pods" };
  const namespaces = [...new Set([mesh.namespace, ...(bookinfo.enabled ? [bookinfo.namespace] : [])])];
  return { by: "dns", namespaces, meshNamespace: mesh.namespace };
}
