/**
 * The labels that Prometheus puts on every series of a pod: where it runs and what it is. It knows them where it finds
 * proxies by watching pods; by DNS it does not.
 */
export const podLabels = {
  namespace: "namespace",
  pod: "pod",
  app: "app",
  version: "version",
} as const;
