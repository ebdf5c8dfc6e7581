import { createHash } from "node:crypto";
import type { types } from "@pulumi/kubernetes";
import { uninjectedDeployment } from "../../uninjectedDeployment";
import { type AddonObjects, addonService } from "../addonObjects";
import type { AddonSettings } from "../config";
import { type AddonName, ADDONS, currentAddonImages, ZIPKIN } from "../table";

/** What differs between two addons of the current mesh. */
interface CurrentAddon {
  name: AddonName;
  /** Name of the container's port. Default none. */
  portName?: string;
  image: string;
  /** User and group of the pod, who own its volumes. A number, because the kubelet cannot check names for root. */
  user: number;
  /** Environment variables. Default none. */
  env?: Record<string, string>;
  /** Path that answers once the addon is ready. */
  readyPath: string;
  /** The requested memory. */
  memory: string;
  /** The limits of its resources. Default: none. */
  limits?: Record<string, string>;
  args?: string[];
  volumes: types.input.core.v1.Volume[];
  volumeMounts: types.input.core.v1.VolumeMount[];
  /** The configuration, which the addon reads only when it starts: a change replaces the pod. Default none. */
  config?: string;
  /** The service account whose token the pod has. Default: the pod has no token. */
  serviceAccountName?: string;
}

/**
 * The Deployment and the Service of an addon of the current mesh. Its container runs without root and without
 * capabilities, and writes only to its volumes.
 * @throws Error when an image's name cannot be parsed
 */
export function currentAddon(settings: AddonSettings, addon: CurrentAddon): AddonObjects {
  const { name, portName, image, user, env, args, config, volumes, volumeMounts } = addon;
  const { namespace, images } = settings;
  const { port } = ADDONS[name];
  return {
    deployment: uninjectedDeployment({
      name,
      namespace,
      labels: { app: name },
      images,
      podAnnotations: {
        // The injection webhook reads the pod's annotations, not its Deployment's.
        "sidecar.istio.io/inject": "false",
        ...(config !== undefined && {
          "checksum/config": createHash("sha256").update(config).digest("hex"),
        }),
      },
      podSpec: {
        ...(addon.serviceAccountName === undefined
          ? { automountServiceAccountToken: false }
          : { serviceAccountName: addon.serviceAccountName }),
        securityContext: { runAsNonRoot: true, runAsUser: user, runAsGroup: user, fsGroup: user },
        containers: [
          {
            name,
            image,
            ...(args && { args }),
            ports: [{ ...(portName !== undefined && { name: portName }), containerPort: port }],
            ...(env && { env: Object.entries(env).map(([key, value]) => ({ name: key, value })) }),
            readinessProbe: { httpGet: { path: addon.readyPath, port }, periodSeconds: 2 },
            resources: {
              requests: { cpu: "20m", memory: addon.memory },
              ...(addon.limits && { limits: addon.limits }),
            },
            securityContext: {
              allowPrivilegeEscalation: false,
              capabilities: { drop: ["ALL"] },
              readOnlyRootFilesystem: true,
            },
            volumeMounts,
          },
        ],
        volumes,
      },
    }),
    service: addonService(name, settings, "http"),
  };
}

/** Zipkin's objects. @throws Error when an image's name cannot be parsed */
export function currentZipkinObjects(settings: AddonSettings): AddonObjects {
  const temporary = { name: "tmp", emptyDir: {} };
  return currentAddon(settings, {
    name: ZIPKIN,
    image: currentAddonImages[ZIPKIN],
    user: 1000, // zipkin in the official image
    env: {
      STORAGE_TYPE: "mem",
      MEM_MAX_SPANS: "50000",
      // The first compiler tier and the serial collector start fast, and a page of traces needs no more.
      JAVA_OPTS: "-Xms64m -Xmx128m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:+ExitOnOutOfMemoryError",
    },
    readyPath: "/health",
    memory: "192Mi",
    volumes: [temporary],
    volumeMounts: [{ name: temporary.name, mountPath: "/tmp" }],
  });
}
