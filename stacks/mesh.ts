import { imageWithSettings } from "../components/images";
import type { ImageSettings } from "../components/imageSettings";
import { mapInput } from "../components/inputs";
import { ignoredNamespaces, imageTagOf } from "../components/mesh/config";
import { planClassicMesh, type PlannedClassicMesh } from "../components/mesh/classic/objects";
import type { InjectionWebhook } from "../components/mesh/current/injectionWebhook";
import { planCurrentMesh, type PlannedCurrentMesh } from "../components/mesh/current/objects";
import type { PlannedObject } from "../components/objects";
import { injectionConfig } from "../components/sidecar/current/injectionConfig";
import type { CurrentInjectionParams } from "../components/sidecar/current/params";
import { sidecarWebhook } from "../components/sidecar/current/webhook";
import type { SidecarParams } from "../components/sidecar/inject";
import { buildsImages, type StackConfig } from "./config/stackConfig";
import { injectionChart } from "./injectionChart";

/** A control plane, and what the rest of the environment uses of it. */
export interface PlannedMesh {
  component: PlannedClassicMesh | PlannedCurrentMesh;
  /** The tag of Istio's images. */
  tag: string;
  /** Objects that must exist before pods with a sidecar. */
  beforeSidecars: readonly PlannedObject[];
  /** The injection parameters of the sample. */
  sidecar: SidecarParams;
}

/** The configured control plane. */
export function planMesh(config: StackConfig, images: ImageSettings): PlannedMesh {
  const tag = imageTagOf(config.mesh);
  if (config.mesh.istio === "classic") {
    const { istio: _, ...settings } = config.mesh;
    const component = planClassicMesh("mesh", { ...settings, images });
    return {
      component,
      tag,
      beforeSidecars: [],
      sidecar: {
        hub: settings.hub,
        tag,
        version: settings.version,
        debug: settings.debugImages,
        ignoredNamespaces,
        mesh: component.meshConfig,
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
  const component = planCurrentMesh("mesh", {
    ...settings,
    proxy,
    images,
    ...(automaticInjection && {
      injectionWebhook: (mesh) => injectionWebhook({ ...params, mesh }, images),
    }),
  });
  return {
    component,
    tag,
    beforeSidecars: [...component.crds, component.istiod],
    sidecar: { istio, ...params, ignoredNamespaces, mesh: component.meshConfig },
  };
}

/** The webhook of istiod, with the image name of the cluster. */
function injectionWebhook(given: CurrentInjectionParams, images: ImageSettings): InjectionWebhook {
  const params = { ...given, imagePullPolicy: images.pullPolicy, imagePullSecrets: images.pullSecrets };
  const chart = injectionChart();
  const image = imageWithSettings(`${params.hub}/proxyv2:${params.tag}`, images);
  const data = mapInput(image, (known) => injectionConfig({ ...params, image: known }, chart));
  return sidecarWebhook(params, data);
}
