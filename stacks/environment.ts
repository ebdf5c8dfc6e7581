import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { Dashboards } from "../components/addons/dashboards";
import { Grafana } from "../components/addons/grafana";
import { Prometheus } from "../components/addons/prometheus";
import type { ProxyDiscovery } from "../components/addons/current/proxyDiscovery";
import { Servicegraph } from "../components/addons/servicegraph";
import { Zipkin } from "../components/addons/zipkin";
import { Bookinfo } from "../components/bookinfo/bookinfo";
import type { ImageSettings } from "../components/imageSettings";
import { registerRoutes } from "../components/routing";
import { buildsImages, type StackConfig } from "./config/stackConfig";
import { type After, type InstalledMesh, installMesh } from "./mesh";

/** The cluster of the environment. */
export interface EnvironmentTarget {
  /** The provider of the cluster. Default: Pulumi's default provider. */
  provider?: k8s.Provider;
  /** Resources that must exist first, such as the nodes. Default: none. */
  dependsOn?: pulumi.Resource[];
  /** The resource whose deletion deletes all objects, so that a destroy skips them. Default: none. */
  deletedWith?: pulumi.Resource;
  /** The names of images on the cluster, by their official names. Default: none (the cluster pulls all images). */
  imageReplacements?: Readonly<Record<string, pulumi.Output<string>>>;
}

/** Registers the environment of a stack without its cluster: control plane, addons, sample and routing rules. */
export function environment(config: StackConfig, target: EnvironmentTarget = {}): void {
  const { provider, dependsOn = [], deletedWith, imageReplacements } = target;
  const after: After = (...resources) => ({
    ...(provider && { provider }),
    ...(deletedWith && { deletedWith }),
    dependsOn: [...dependsOn, ...resources],
  });
  const images: ImageSettings = {
    ...config.images,
    ...(imageReplacements && { replacements: imageReplacements }),
  };
  const mesh = installMesh(config, images, after);

  installAddons(config, images, mesh, after());
  const { istio } = config.mesh;
  const { enabled, ...sample } = config.bookinfo;
  if (enabled) {
    const { namespace } = sample;
    const createNamespace = namespace !== "default" && namespace !== config.mesh.namespace;
    new Bookinfo(
      "bookinfo",
      { ...sample, istio, createNamespace, sidecar: mesh.sidecar, images },
      after(...mesh.beforeSidecars),
    );
  }
  registerRoutes(
    config.routes,
    { istio, namespace: config.bookinfo.namespace, meshNamespace: config.mesh.namespace },
    after(...mesh.crds),
  );
}

function installAddons(
  config: StackConfig,
  images: ImageSettings,
  mesh: InstalledMesh,
  opts: pulumi.ComponentResourceOptions,
) {
  const { zipkin, prometheus, grafana, dashboards, servicegraph } = config.addons;
  const common = { istio: config.mesh.istio, namespace: mesh.namespace, images };
  const istioImages = { ...common, hub: config.mesh.hub, tag: mesh.tag };
  if (zipkin.enabled) new Zipkin("zipkin", { ...common, nodePort: zipkin.nodePort }, opts);
  if (prometheus.enabled)
    new Prometheus(
      "prometheus",
      { ...common, nodePort: prometheus.nodePort, discovery: proxyDiscovery(config) },
      opts,
    );
  if (grafana.enabled) new Grafana("grafana", { ...istioImages, nodePort: grafana.nodePort }, opts);
  if (dashboards.enabled) new Dashboards("dashboards", { ...common, nodePort: dashboards.nodePort }, opts);
  if (servicegraph.enabled)
    new Servicegraph("servicegraph", { ...istioImages, nodePort: servicegraph.nodePort }, opts);
}

/** Debian's Prometheus, which is in the images built here, has no Kubernetes service discovery. */
function proxyDiscovery(config: StackConfig): ProxyDiscovery {
  const { mesh, bookinfo } = config;
  if (!buildsImages(config)) return { by: "pods" };
  const namespaces = [...new Set([mesh.namespace, ...(bookinfo.enabled ? [bookinfo.namespace] : [])])];
  return { by: "dns", namespaces, meshNamespace: mesh.namespace };
}
