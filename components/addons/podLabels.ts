/**
 * The labels that Prometheus adds to every series of a pod. It knows them only where it finds proxies by watching pods,
 * not by DNS.
 */
export const podLabels = {
  namespace: "namespace",
  pod: "pod",
  app: "app",
  version: "version",
} as const;
