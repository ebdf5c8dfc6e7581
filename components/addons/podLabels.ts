/** The labels that Prometheus puts on every series of a pod: where it runs and what it is. */
export const podLabels = {
  namespace: "namespace",
  pod: "pod",
  app: "app",
  version: "version",
} as const;
