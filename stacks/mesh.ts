import * as pulumi from "@pulumi/pulumi";
import { type ImageSettings, imageWithSettings } from "../components/images";
import { ClassicMesh } from "../components/mesh/classic/classicMesh";
import { CurrentMesh } from "../components/mesh/current/currentMesh";
import type { InjectionWebhook } from "../components/mesh/current/injectionWebhook";
import { type CurrentInjectionParams, type SidecarParams, sidecarWebhook } from "../components/sidecar";
import { buildsImages, type StackConfig } from "./config/stackConfig";
import type { After } from "./environment";

/** What the rest of the environment is told of a control plane, whatever its generation. */
export interface InstalledMesh {
  /** The control plane's namespace, once it is there. */
  namespace: pulumi.Output<string>;
  /** The tag of Istio's images. */
  tag: string;
  /** The definitions of Istio's custom resources: a custom object depends on them. */
  crds: readonly pulumi.Resource[];
  /** What is to be there before pods with a sidecar are made. */
  beforeSidecars: readonly pulumi.Resource[];
  /** How the sample's sidecars are injected. */
  sidecar: SidecarParams;
}

// Whoever puts the sample into the control plane's namespace wants it in the mesh all the same.
const ignoredNamespaces = ["kube-system", "kube-public"];

/** Registers the configured control plane. */
export function installMesh(config: StackConfig, images: ImageSettings, after: After): InstalledMesh {
  const settings = config.mesh;
  const tag = settings.tag ?? settings.version;
  if (settings.generation === "classic") {
    const mesh = new ClassicMesh("mesh", { ...settings, tag, images }, after());
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
  // Envoy as its project releases it is what a package registry has; it lacks Istio's own filters.
  const proxy = buildsImages(config) ? "envoy" : "istio";
  const { hub, namespace, automaticInjection } = settings;
  const params: CurrentInjectionParams = {
    hub,
    tag,
    namespace,
    // A kubelet that starts anew takes every pod for not ready until its next probe, and nobody calls it meanwhile.
    readinessPeriodSeconds: 2,
  };
  const mesh = new CurrentMesh(
    "mesh",
    {
      ...settings,
      tag,
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
    sidecar: { generation: "current", ...params, ignoredNamespaces, mesh: mesh.meshConfig },
  };
}

/** Injection by istiod, with the image under the name that the cluster has for it. */
function injectionWebhook(given: CurrentInjectionParams, images: ImageSettings): InjectionWebhook {
  const params = { ...given, imagePullPolicy: images.pullPolicy, imagePullSecrets: images.pullSecrets };
  const webhook = sidecarWebhook(params);
  const data = pulumi
    .output(imageWithSettings(`${params.hub}/proxyv2:${params.tag}`, images))
    .apply((image) => pulumi.output(sidecarWebhook({ ...params, image }).configMap.data));
  return { ...webhook, configMap: { ...webhook.configMap, data } };
}
