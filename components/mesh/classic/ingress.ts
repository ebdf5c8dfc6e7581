import type { types } from "@pulumi/kubernetes";
import type { ClassicMeshSettings } from "./config";
import { standaloneProxyDeployment } from "./standaloneProxy";

const LABELS = { istio: "ingress" };

/** The Service of the ingress proxy: port 80 on the HTTP NodePort, 443 on the HTTPS NodePort. */
export function ingressService({ namespace, ingress }: ClassicMeshSettings): types.input.core.v1.Service {
  const { httpNodePort, httpsNodePort } = ingress;
  return {
    metadata: { name: "istio-ingress", namespace, labels: LABELS },
    spec: {
      type: "NodePort",
      ports: [
        { name: "http", port: 80, nodePort: httpNodePort },
        { name: "https", port: 443, ...(httpsNodePort !== undefined && { nodePort: httpsNodePort }) },
      ],
      selector: LABELS,
    },
  };
}

/**
 * The proxy for traffic into the mesh, according to the cluster's Ingress objects.
 * @throws Error when an image's name cannot be parsed
 */
export function ingressDeployment(settings: ClassicMeshSettings): types.input.apps.v1.Deployment {
  return standaloneProxyDeployment(settings, {
    role: "ingress",
    container: "istio-ingress",
    ports: [80, 443],
    // Key and certificate for HTTPS, which the user creates.
    secrets: [
      { volume: "ingress-certs", secretName: "istio-ingress-certs", mountPath: "/etc/istio/ingress-certs" },
    ],
  });
}
