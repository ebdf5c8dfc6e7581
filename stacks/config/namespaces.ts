/**
 * Namespaces whose pods get no sidecar: those of Kubernetes. istio-system is not one of them, so that a sample in the
 * namespace of the control plane has sidecars too.
 */
export const ignoredNamespaces: readonly string[] = ["kube-system", "kube-public"];
