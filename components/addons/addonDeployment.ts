import { createHash } from "node:crypto";
import type { types } from "@pulumi/kubernetes";
import { uninjectedDeployment } from "../uninjectedDeployment";
import type { AddonSettings } from "./addon";

/** What differs between two addons' Deployments. */
export interface AddonDeployment {
  name: string;
  podSpec: types.input.core.v1.PodSpec;
  /** The text of its configuration, which it reads only when it starts: a change replaces the pod. Default none. */
  config?: string;
}

/**
 * The Deployment of an addon of the current generation.
 * @throws Error when an image's name cannot be parsed
 */
export function addonDeployment(
  { namespace, images }: AddonSettings,
  { name, podSpec, config }: AddonDeployment,
): types.input.apps.v1.Deployment {
  return uninjectedDeployment({
    name,
    namespace,
    labels: { app: name },
    images,
    podAnnotations: {
      // The webhook looks at the pod, not at its Deployment.
      "sidecar.istio.io/inject": "false",
      ...(config !== undefined && { "checksum/config": createHash("sha256").update(config).digest("hex") }),
    },
    podSpec,
  });
}
