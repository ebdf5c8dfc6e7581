import type { types } from "@pulumi/kubernetes";
import { mongodb, type Application } from "../applications";

type Container = types.input.core.v1.Container;
type PodSpec = types.input.core.v1.PodSpec;

/** The parts of a pod that only a current mesh adds. */
interface PodAdditions {
  pod: Omit<PodSpec, "containers">;
  container: Omit<Container, "name">;
}

/** Enough for occasional pages; without a limit, the servers use more when they need it. */
const resources = { requests: { cpu: "10m", memory: "64Mi" } };

// No request takes longer, and destroy waits for this time.
const terminationGracePeriodSeconds = 5;

/**
 * The servers have a readiness probe, run without root as the user of their image, and have no token for the API
 * server. The image of the database starts as root.
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
