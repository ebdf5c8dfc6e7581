/** The public-key infrastructure of a Kubernetes cluster, made and renewed. */
export {
  createClusterPki,
  reissue,
  type ClusterPki,
  type ClusterPkiOptions,
  pkiFileNames,
} from "./clusterPki";
export { adminKubeconfig, type KubeconfigOptions } from "./kubeconfig";
