import type { types } from "@pulumi/kubernetes";
import { INGRESS_GATEWAY, INGRESS_GATEWAY_ACCOUNT } from "./names";
import type { CurrentMeshSettings } from "./settings";
import { standaloneProxyDeployment, STATUS_PORT } from "./standaloneProxy";

/** The labels of the ingress gateway's pods, which a Gateway selects. */
export const INGRESS_GATEWAY_LABELS = { app: INGRESS_GATEWAY, istio: "ingressgateway" };

// The ports inside the pod for port 80 and port 443.
const HTTP_PORT = 8080;
const HTTPS_PORT = 8443;

/** The ingress gateway's Service: port 80 on the HTTP NodePort, 443 on the HTTPS NodePort. */
export function ingressGatewayService(settings: CurrentMeshSettings): types.input.core.v1.Service {
  const { httpNodePort, httpsNodePort } = settings.ingress;
  return {
    metadata: { name: INGRESS_GATEWAY, namespace: settings.namespace, labels: INGRESS_GATEWAY_LABELS },
    spec: {
      type: "NodePort",
      ports: [
        { name: "status-port", port: STATUS_PORT },
        { name: "http2", port: 80, targetPort: HTTP_PORT, nodePort: httpNodePort },
        ...(httpsNodePort === undefined
          ? []
          : [{ name: "https", port: 443, targetPort: HTTPS_PORT, nodePort: httpsNodePort }]),
      ],
      selector: INGRESS_GATEWAY_LABELS,
    },
  };
}

/**
 * The proxy for traffic into the mesh, according to the Gateways that select it.
 * @param checksum of the proxies' settings
 * @throws Error when an image's name cannot be parsed
 */
export function ingressGatewayDeployment(
  settings: CurrentMeshSettings,
  checksum: string,
): types.input.apps.v1.Deployment {
  const proxy = {
    name: INGRESS_GATEWAY,
    labels: INGRESS_GATEWAY_LABELS,
    serviceAccount: INGRESS_GATEWAY_ACCOUNT,
    ports: settings.ingress.httpsNodePort === undefined ? [HTTP_PORT] : [HTTP_PORT, HTTPS_PORT],
  };
  return standaloneProxyDeployment(settings, proxy, checksum);
}
