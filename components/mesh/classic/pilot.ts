import type { types } from "@pulumi/kubernetes";
import { fieldEnv, istioImage, uninjectedDeployment } from "../../uninjectedDeployment";
import { MESH_CONFIG_CHECKSUM, MESH_CONFIG_MAP } from "../meshConfig";
import { PILOT_PORTS } from "./ports";
import { serviceAccountName } from "./rbac";
import type { ClassicMeshSettings } from "./config";

const NAME = "istio-pilot";
const LABELS = { istio: "pilot" };

/** Pilot's Service. */
export function pilotService(namespace: string): types.input.core.v1.Service {
  return {
    metadata: { name: NAME, namespace, labels: LABELS },
    spec: {
      ports: Object.entries(PILOT_PORTS).map(([name, port]) => ({ name, port })),
      selector: LABELS,
    },
  };
}

/**
 * Pilot. It reads the mesh configuration only when it starts (istio/istio issue 1449), so that the configuration's
 * checksum is an annotation of its pods.
 * @param checksum of the mesh configuration's text
 * @throws Error when an image's name cannot be parsed
 */
export function pilotDeployment(
  settings: ClassicMeshSettings,
  checksum: string,
): types.input.apps.v1.Deployment {
  const { namespace, singleNamespace, images } = settings;
  const config = { name: "config-volume", configMap: { name: MESH_CONFIG_MAP } };
  const watched = singleNamespace ? ["-a", namespace] : [];
  return uninjectedDeployment({
    name: NAME,
    namespace,
    labels: LABELS,
    podAnnotations: { [MESH_CONFIG_CHECKSUM]: checksum },
    images,
    podSpec: {
      serviceAccountName: serviceAccountName("pilot"),
      containers: [
        {
          name: "discovery",
          image: istioImage(settings, "pilot"),
          imagePullPolicy: "IfNotPresent",
          args: ["discovery", "-v", "2", ...watched, "--admission-service", "istio-pilot-external"],
          ports: Object.values(PILOT_PORTS).map((containerPort) => ({ containerPort })),
          env: [fieldEnv("POD_NAME", "metadata.name"), fieldEnv("POD_NAMESPACE", "metadata.namespace")],
          volumeMounts: [{ name: config.name, mountPath: "/etc/istio/config" }],
        },
      ],
      volumes: [config],
    },
  });
}
