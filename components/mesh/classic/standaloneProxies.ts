import type { types } from "@pulumi/kubernetes";
import { INGRESS_SERVICES } from "../../meshes";
import { fieldEnv, istioImage, uninjectedDeployment } from "../../uninjectedDeployment";
import type { ClassicMeshSettings } from "./config";
import { serviceAccountName } from "./rbac";

const INGRESS_LABELS = { istio: "ingress" };

/** The Service of the ingress proxy: port 80 on the HTTP NodePort, 443 on the HTTPS NodePort. */
export function ingressService({ namespace, ingress }: ClassicMeshSettings): types.input.core.v1.Service {
  const { httpNodePort, httpsNodePort } = ingress;
  return {
    metadata: { name: INGRESS_SERVICES.classic, namespace, labels: INGRESS_LABELS },
    spec: {
      type: "NodePort",
      ports: [
        { name: "http", port: 80, nodePort: httpNodePort },
        { name: "https", port: 443, ...(httpsNodePort !== undefined && { nodePort: httpsNodePort }) },
      ],
      selector: INGRESS_LABELS,
    },
  };
}

/** The Service of the egress proxy. */
export function egressService({ namespace }: ClassicMeshSettings): types.input.core.v1.Service {
  return {
    metadata: { name: "istio-egress", namespace },
    spec: { ports: [{ port: 80 }], selector: { istio: "egress" } },
  };
}

/** Key and certificate of the pods' service account, absent until the CA has written them. */
const ISTIO_CERTS = { volume: "istio-certs", secretName: "istio.default", mountPath: "/etc/certs" };
/** Key and certificate for HTTPS, which the user creates. */
const INGRESS_CERTS = {
  volume: "ingress-certs",
  secretName: "istio-ingress-certs",
  mountPath: "/etc/istio/ingress-certs",
};

/** The container of each proxy, its documented ports, and its folders with keys and certificates. */
const PROXIES = {
  ingress: { container: "istio-ingress", ports: [80, 443], secrets: [ISTIO_CERTS, INGRESS_CERTS] },
  egress: { container: "proxy", ports: [], secrets: [ISTIO_CERTS] },
};

/**
 * A proxy with its own Deployment: the ingress, for traffic into the mesh according to the cluster's Ingress objects, or the
 * egress, for traffic to services outside according to EgressRules.
 * @throws Error when an image's name cannot be parsed
 */
export function standaloneProxyDeployment(
  settings: ClassicMeshSettings,
  role: keyof typeof PROXIES,
): types.input.apps.v1.Deployment {
  const { container, ports, secrets } = PROXIES[role];
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
          volumeMounts: secrets.map(({ volume, mountPath }) => ({ name: volume, mountPath, readOnly: true })),
        },
      ],
      volumes: secrets.map(({ volume, secretName }) => ({
        name: volume,
        secret: { secretName, optional: true },
      })),
    },
  });
}
