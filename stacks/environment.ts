import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { Grafana, Prometheus, Servicegraph, Zipkin } from "../components/addons";
import { Bookinfo } from "../components/bookinfo";
import { ClassicMesh } from "../components/mesh";
import { registerRoutes } from "../components/routing";
import type { InjectionParams } from "../components/sidecar";
import type { StackConfig } from "./config";

/** Where the environment's objects go. */
export interface EnvironmentTarget {
  /** The cluster's provider; without one, Pulumi's default provider. */
  provider?: k8s.Provider;
  /** What is to be there first, such as the cluster's nodes. */
  dependsOn?: pulumi.Resource[];
  /** What takes all of it away when it goes itself, so that a destroy need not delete object by object. */
  deletedWith?: pulumi.Resource;
}

/** Registers all that a stack's configuration says, but for the cluster: control plane, addons, sample, routing rules. */
export function environment(config: StackConfig, target: EnvironmentTarget = {}): void {
  const { provider, dependsOn = [], deletedWith } = target;
  const after = (...resources: pulumi.Resource[]): pulumi.ComponentResourceOptions => ({
    ...(provider && { provider }),
    ...(deletedWith && { deletedWith }),
    dependsOn: [...dependsOn, ...resources],
  });
  const tag = config.mesh.tag ?? config.mesh.version;
  const mesh = new ClassicMesh("mesh", { ...config.mesh, tag, images: config.images }, after());

  installAddons(config, tag, mesh, after());
  if (config.bookinfo.enabled) {
    const sidecar: InjectionParams = {
      hub: config.mesh.hub,
      tag,
      version: config.mesh.version,
      debug: config.mesh.debugImages,
      // Whoever puts the sample into the control plane's namespace wants it in the mesh all the same.
      ignoredNamespaces: ["kube-system", "kube-public"],
      mesh: mesh.meshConfig,
    };
    const { namespace } = config.bookinfo;
    const createNamespace = namespace !== "default" && namespace !== config.mesh.namespace;
    new Bookinfo(
      "bookinfo",
      { ...config.bookinfo, createNamespace, sidecar, images: config.images },
      after(),
    );
  }
  registerRoutes(
    config.routes,
    { namespace: config.bookinfo.namespace, meshNamespace: config.mesh.namespace },
    after(...mesh.crds),
  );
}

function installAddons(
  config: StackConfig,
  tag: string,
  mesh: ClassicMesh,
  opts: pulumi.ComponentResourceOptions,
) {
  const { zipkin, prometheus, grafana, servicegraph } = config.addons;
  const common = { namespace: mesh.namespace, images: config.images };
  const istio = { ...common, hub: config.mesh.hub, tag };
  if (zipkin.enabled) new Zipkin("zipkin", { ...common, nodePort: zipkin.nodePort }, opts);
  if (prometheus.enabled) new Prometheus("prometheus", { ...common, nodePort: prometheus.nodePort }, opts);
  if (grafana.enabled) new Grafana("grafana", { ...istio, nodePort: grafana.nodePort }, opts);
  if (servicegraph.enabled)
    new Servicegraph("servicegraph", { ...istio, nodePort: servicegraph.nodePort }, opts);
}
