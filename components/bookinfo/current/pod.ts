import type { types } from "@pulumi/kubernetes";
import { mongodb, type Application } from "../applications";

type Container = types.input.core.v1.Container;
type PodSpec = types.input.core.v1.PodSpec;

/** What the pods of an application have beside what every generation's have. */
export interface PodAdditions {
  pod: Omit<PodSpec, "containers">;
  container: Omit<Container, "name">;
}

/** Enough for a page now and then; the sample's own servers take more as they need it. */
const resources = { requests: { cpu: "10m", memory: "64Mi" } };

// No request takes longer, and a destroy waits for it.
const terminationGracePeriodSeconds = 5;

/**
 * The pods of the sample's servers are asked for their health, run without root as the user of their image, and have
 * no token for the API server, which they do not call. The database's image is one that starts as root.
 */
export function podAdditions({ name, port }: Application): PodAdditions {
  const pod = { terminationGracePeriodSeconds, automountServiceAccountToken: false };
  if (name === mongodb.name) {
    const data = { name: "data", emptyDir: {} };
    return {
      pod: { ...pod, volumes: [data] },
      container: { resources, volumeMounts: [{ name: data.name, mountPath: "/data/db" }] },
    };
  }
  return {
    pod,
    container: {
      readinessProbe: { httpGet: { path: "/health", port: port.number }, periodSeconds: 2 },
      resources,
      securityContext: {
        runAsNonRoot: true,
        allowPrivilegeEscalation: false,
        capabilities: { drop: ["ALL"] },
      },
    },
  };
}
