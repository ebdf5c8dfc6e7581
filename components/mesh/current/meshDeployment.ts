import type { types } from "@pulumi/kubernetes";
import { withImageSettings } from "../../images";
import type { ImageSettings } from "../../imageSettings";

/** What differs between istiod and a gateway. */
interface MeshDeploymentArgs {
  name: string;
  namespace: string;
  /** Labels of the Deployment and its pods. */
  labels: Record<string, string>;
  /** The labels of the selector, a subset of `labels`. */
  selector: Record<string, string>;
  /** Additional labels of its pods. Default none. */
  podLabels?: Record<string, string>;
  podAnnotations: Record<string, string>;
  /** The pods' spec without a security context. */
  podSpec: types.input.core.v1.PodSpec;
  images: ImageSettings;
}

const NOT_INJECTED = { "sidecar.istio.io/inject": "false" };

/** User and group of Istio's images, whose traffic is not redirected to a sidecar. */
const USER = 1337;

/** No capabilities, and no writes except to volumes. */
export const RESTRICTED: types.input.core.v1.SecurityContext = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ["ALL"] },
  privileged: false,
  readOnlyRootFilesystem: true,
};

/**
 * A Deployment of the control plane: one replica, no sidecar, no root.
 * @throws Error when an image's name cannot be parsed
 */
export function meshDeployment(args: MeshDeploymentArgs): types.input.apps.v1.Deployment {
  const { name, namespace, labels, selector, podLabels, podAnnotations, podSpec, images } = args;
  return {
    metadata: { name, namespace, labels },
    spec: {
      replicas: 1,
      selector: { matchLabels: selector },
      template: {
        metadata: {
          labels: { ...labels, ...podLabels, "istio.io/rev": "default", ...NOT_INJECTED },
          annotations: { ...podAnnotations, ...NOT_INJECTED },
        },
        spec: withImageSettings(
          {
            ...podSpec,
            securityContext: {
              runAsNonRoot: true,
              runAsUser: USER,
              runAsGroup: USER,
              seccompProfile: { type: "RuntimeDefault" },
            },
          },
          images,
        ),
      },
    },
  };
}

/** Annotations by which Prometheus finds a pod's metrics. */
export function scraped(port: number, path?: string): Record<string, string> {
  return {
    "prometheus.io/scrape": "true",
    "prometheus.io/port": String(port),
    ...(path !== undefined && { "prometheus.io/path": path }),
  };
}

/** An environment variable with the container's CPU limit in whole cores; without a limit, the node's cores. */
export function cpuLimitEnv(name: string): types.input.core.v1.EnvVar {
  return { name, valueFrom: { resourceFieldRef: { resource: "limits.cpu", divisor: "1" } } };
}
