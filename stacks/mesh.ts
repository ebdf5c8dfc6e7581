import type * as pulumi from "@pulumi/pulumi";
import type { ImageSettings } from "../components/images";
import { ClassicMesh, CurrentMesh } from "../components/mesh";
import type { SidecarParams } from "../components/sidecar";
import { buildsImages, type StackConfig } from "./config";
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
  const mesh = new CurrentMesh("mesh", { ...settings, tag, proxy, images }, after());
  return {
    namespace: mesh.namespace,
    tag,
    crds: mesh.crds,
    beforeSidecars: [...mesh.crds, mesh.istiod],
    sidecar: {
      generation: "current",
      hub: settings.hub,
      tag,
      namespace: settings.namespace,
      ignoredNamespaces,
      // A kubelet that starts anew takes every pod for not ready until its next probe, and nobody calls it meanwhile.
      readinessPeriodSeconds: 2,
      mesh: mesh.meshConfig,
    },
  };
}
