import type { types } from "@pulumi/kubernetes";
import { istioImage } from "../../istioImage";
import { fieldEnv, uninjectedDeployment } from "../../uninjectedDeployment";
import { serviceAccountName } from "./rbac";
import type { ClassicMeshSettings } from "./config";

/** What differs between ingress and egress. */
export interface StandaloneProxy {
  /** Its role for the proxy agent. */
  role: "ingress" | "egress";
  /** Name of its container. */
  container: string;
  /** Documented ports of its container. */
  ports: number[];
  /** Additional folders with keys and certificates. */
  secrets: { volume: string; secretName: string; mountPath: string }[];
}

/** Key and certificate of the pods' service account, absent until the CA has written them. */
const ISTIO_CERTS = { volume: "istio-certs", secretName: "istio.default", mountPath: "/etc/certs" };

/**
 * A proxy with its own Deployment: the ingress or the egress.
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
