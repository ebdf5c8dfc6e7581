import type { ClusterRequirements } from "../components/cluster";
import type { Generation } from "../components/generation";

/**
 * The Kubernetes versions that a generation runs on: Pilot 0.2 calls extensions/v1beta1 and apiextensions.k8s.io/v1beta1,
 * which 1.22 took away; the least for 1.31 is what its own istioctl asks for (istioctl/pkg/install/k8sversion).
 */
export const kubernetesVersions: Record<Generation, ClusterRequirements["version"]> = {
  classic: { max: "1.21", for: "Istio 0.2" },
  current: { min: "1.32", for: "Istio 1.31" },
};
