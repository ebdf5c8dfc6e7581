import { k3sReleases } from "../../components/cluster/k3s/config";
import { CURRENT_VERSION, type Mesh } from "../../components/meshes";
import { foundExpected } from "../../lib/problemText";
import { buildsImages, type StackConfig } from "./stackConfig";

/** A range of Kubernetes versions as MAJOR.MINOR; an absent bound is open. */
export interface VersionRange {
  min?: string;
  max?: string;
  /** What requires the range. */
  for: string;
}

/**
 * The Kubernetes versions that each mesh supports. Pilot 0.2 calls extensions/v1beta1 and
 * apiextensions.k8s.io/v1beta1, which Kubernetes 1.22 removed; istioctl 1.31 requires 1.32
 * (istioctl/pkg/install/k8sversion).
 */
export const kubernetesVersions: Record<Mesh, VersionRange> = {
  classic: { max: "1.21", for: "Istio 0.2" },
  current: { min: "1.32", for: "Istio 1.31" },
};

/** The k3s release of a stack; undefined if its cluster has another driver. */
export const k3sVersion = ({ cluster, mesh }: StackConfig): string | undefined =>
  cluster.driver === "k3s" ? (cluster.version ?? k3sReleases[mesh.istio]) : undefined;

/**
 * Warnings about a release of Istio that differs from the one of its Go module (`runtime/images/istio`), which contains
 * the programs of the images built here and the template of automatic injection.
 */
export function releaseWarnings({ cluster, mesh }: StackConfig): string[] {
  if (mesh.istio !== "current" || mesh.version === CURRENT_VERSION) return [];
  const warning = (where: string, reason: string) =>
    `mesh.version: ${foundExpected(mesh.version, `${CURRENT_VERSION} ${where}`, reason)}`;
  return [
    ...(buildsImages({ cluster })
      ? [warning("on real nodes", "Their images contain this release, whatever their tag.")]
      : []),
    ...(mesh.automaticInjection
      ? [warning("with mesh.automaticInjection", "istiod injects sidecars by the template of this release.")]
      : []),
  ];
}
