import * as pulumi from "@pulumi/pulumi";
import { imageWithSettings } from "../components/images";
import type { ImageSettings } from "../components/imageSettings";
import { ignoredNamespaces, imageTagOf } from "../components/mesh/config";
import { ClassicMesh } from "../components/mesh/classic/classicMesh";
import { CurrentMesh } from "../components/mesh/current/currentMesh";
import type { InjectionWebhook } from "../components/mesh/current/injectionWebhook";
import {
  type CurrentInjectionParams,
  injectionConfig,
  type SidecarParams,
  sidecarWebhook,
} from "../components/sidecar";
import { buildsImages, type StackConfig } from "./config/stackConfig";
import { injectionChart } from "./injectionChart";

/** Returns the options of resources that depend on others. */
export type After = (...resources: pulumi.Resource[]) => pulumi.ComponentResourceOptions;

/** The parts of a control plane that the rest of the environment uses. */
export interface InstalledMesh {
  /** The namespace of the control plane, known after its creation. */
  namespace: pulumi.Output<string>;
  /** The tag of Istio's images. */
  tag: string;
  /** Istio's CustomResourceDefinitions, on which custom objects depend. */
  crds: readonly pulumi.Resource[];
  /** Resources that must exist before pods with a sidecar. */
  beforeSidecars: readonly pulumi.Resource[];
  /** The injection parameters of the sample. */
  sidecar: SidecarParams;
}

/** Registers the configured control plane. */
export function installMesh(config: StackConfig, images: ImageSettings, after: After): InstalledMesh {
  const tag = imageTagOf(config.mesh);
  if (config.mesh.istio === "classic") {
    const { istio: _, ...settings } = config.mesh;
    const mesh = new ClassicMesh("mesh", { ...settings, images }, after());
    return {
      namespace: mesh.namespace,
      tag,
      crds: mesh.crds,
      beforeSidecars: [],
      sidecar: {
        hub: settings.hub,
        tag,
        version: settings.version,
        debug: settings.debugImages,
        ignoredNamespaces,
        mesh: mesh.meshConfig,
      },
    };
  }
  // Images built here contain Envoy from a package registry, which has no Istio filters.
  const proxy = buildsImages(config) ? "envoy" : "istio";
  const { istio, automaticInjection, ...settings } = config.mesh;
  const { hub, namespace } = settings;
  const params: CurrentInjectionParams = {
    hub,
    tag,
    namespace,
    // After its restart a kubelet reports all pods as not ready until their next probe.
    readinessPeriodSeconds: 2,
  };
  const mesh = new CurrentMesh(
    "mesh",
    {
      ...settings,
      proxy,
      images,
      ...(automaticInjection && {
        injectionWebhook: (meshConfig) => injectionWebhook({ ...params, mesh: meshConfig }, images),
      }),
    },
    after(),
  );
  return {
    namespace: mesh.namespace,
    tag,
    crds: mesh.crds,
    beforeSidecars: [...mesh.crds, mesh.istiod],
    sidecar: { istio, ...params, ignoredNamespaces, mesh: mesh.meshConfig },
  };
}

/** The webhook of istiod, with the image name of the cluster. */
function injectionWebhook(given: CurrentInjectionParams, images: ImageSettings): InjectionWebhook {
  const params = { ...given, imagePullPolicy: images.pullPolicy, imagePullSecrets: images.pullSecrets };
  const chart = injectionChart();
  const data = pulumi
    .output(imageWithSettings(`${params.hub}/proxyv2:${params.tag}`, images))
    .apply((image) => injectionConfig({ ...params, image }, chart));
  return sidecarWebhook(params, data);
}
