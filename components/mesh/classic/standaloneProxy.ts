import type { types } from "@pulumi/kubernetes";
import { istioImage } from "../../istioImage";
import { fieldEnv, uninjectedDeployment } from "../../uninjectedDeployment";
import { type ClassicMeshSettings, serviceAccountName } from "./settings";

/** What differs between the two proxies that are not sidecars. */
export interface StandaloneProxy {
  /** Its role, the proxy agent's word for it. */
  role: "ingress" | "egress";
  /** Name of its container. */
  container: string;
  /** Ports of its container, for those who read the pod. */
  ports: number[];
  /** Folders with keys and certificates beside the mesh's own: volume, Secret and path. */
  secrets: { volume: string; secretName: string; mountPath: string }[];
}

/** Key and certificate of the pods' service account, which the CA keeps; absent until it has written them. */
const ISTIO_CERTS = { volume: "istio-certs", secretName: "istio.default", mountPath: "/etc/certs" };

/**
 * A proxy that is a Deployment by itself: the ingress and the egress.
 * @throws Error when an image's name cannot be parsed
 */
export function standaloneProxyDeployment(
  settings: ClassicMeshSettings,
  { role, container, ports, secrets }: StandaloneProxy,
): types.input.apps.v1.Deployment {
  const mounted = [ISTIO_CERTS, ...secrets];
  return uninjectedDeployment({
    name: `istio-${role}`,
    namespace: settings.namespace,
    labels: { istio: role },
    images: settings.images,
    podSpec: {
      serviceAccountName: serviceAccountName(role),
      containers: [
        {
          name: container,
          image: istioImage(settings, settings.debugImages ? "proxy_debug" : "proxy"),
          imagePullPolicy: "IfNotPresent",
          args: ["proxy", role, "-v", "2", "--discoveryAddress", "istio-pilot:8080"],
          ...(ports.length > 0 && { ports: ports.map((containerPort) => ({ containerPort })) }),
          env: [fieldEnv("POD_NAME", "metadata.name"), fieldEnv("POD_NAMESPACE", "metadata.namespace")],
          volumeMounts: mounted.map(({ volume, mountPath }) => ({ name: volume, mountPath, readOnly: true })),
        },
      ],
      volumes: mounted.map(({ volume, secretName }) => ({
        name: volume,
        secret: { secretName, optional: true },
      })),
    },
  });
}
