/** Creates and renews the public-key infrastructure of a Kubernetes cluster. */
export { type ClusterPki, type ClusterPkiOptions, pkiFileNames, type PkiNode } from "./catalogue";
export { createClusterPki, reissue } from "./clusterPki";
export { adminKubeconfig, type KubeconfigOptions } from "./kubeconfig";
