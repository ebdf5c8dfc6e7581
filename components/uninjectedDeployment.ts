import type { types } from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { withImageSettings } from "./images";
import type { ImageSettings } from "./imageSettings";

/** What differs between two Deployments of the mesh or its addons. */
interface UninjectedDeploymentArgs {
  name: string;
  namespace: pulumi.Input<string>;
  /** The labels of its pods, which are also its selector. */
  labels: Record<string, string>;
  /** The pods' spec before the stack's image settings. */
  podSpec: types.input.core.v1.PodSpec;
  /** Annotations of the pods; a change replaces the pods. Default none. */
  podAnnotations?: Record<string, string>;
  /** The stack's image settings. Default none. */
  images?: ImageSettings;
}

/**
 * A Deployment of the mesh or an addon: one replica, and no sidecar with any policy of the injector.
 * @throws Error when an image's name cannot be parsed
 */
export function uninjectedDeployment(args: UninjectedDeploymentArgs): types.input.apps.v1.Deployment {
  const { name, namespace, labels, podSpec, podAnnotations, images } = args;
  return {
    metadata: { name, namespace, annotations: { "sidecar.istio.io/inject": "false" } },
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels, ...(podAnnotations && { annotations: podAnnotations }) },
        spec: withImageSettings(podSpec, images),
      },
    },
  };
}

/** An environment variable with the value of a field of its pod. */
export function fieldEnv(name: string, fieldPath: string): types.input.core.v1.EnvVar {
  return { name, valueFrom: { fieldRef: { apiVersion: "v1", fieldPath } } };
}

/** The name of one of Istio's own images: `pilot`, `mixer`, `proxyv2`, … */
export function istioImage({ hub, tag }: { hub: string; tag: string }, name: string): string {
  return `${hub}/${name}:${tag}`;
}
