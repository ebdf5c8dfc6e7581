import type { types } from "@pulumi/kubernetes";
import { fieldEnv, istioImage } from "../../uninjectedDeployment";
import type { CurrentMeshSettings } from "./config";
import { MESH_CONFIG_MAP, PROXY_CONFIG_CHECKSUM } from "./meshConfig";
import { cpuLimitEnv, meshDeployment, RESTRICTED, scraped } from "./meshDeployment";
import { CLUSTER_DOMAIN, CLUSTER_ID, INGRESS_GATEWAY, INGRESS_GATEWAY_ACCOUNT } from "./names";
import { istiodAddress } from "./proxyConfig";

/** The labels of the ingress gateway's pods, which a Gateway selects. */
export const INGRESS_GATEWAY_LABELS = { app: INGRESS_GATEWAY, istio: "ingressgateway" };

// The ports inside the pod for port 80 and port 443.
const HTTP_PORT = 8080;
const HTTPS_PORT = 8443;

/** Port of the readiness probe. */
const STATUS_PORT = 15021;

const METRICS_PORT = 15020;
const ENVOY_METRICS = { name: "http-envoy-prom", containerPort: 15090 };

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

/** The folders of agent and Envoy with their volumes. */
const MOUNTS: readonly { mountPath: string; readOnly?: boolean; volume: types.input.core.v1.Volume }[] = [
  { mountPath: "/etc/istio/proxy", volume: { name: "istio-envoy", emptyDir: {} } },
  {
    mountPath: "/etc/istio/config",
    volume: { name: "config-volume", configMap: { name: MESH_CONFIG_MAP, optional: true } },
  },
  { mountPath: "/etc/istio/pod", volume: { name: "podinfo", downwardAPI: { items: podInfo() } } },
  { mountPath: "/var/lib/istio/data", volume: { name: "istio-data", emptyDir: {} } },
  // The mesh's root certificate; istiod writes it into every namespace.
  {
    mountPath: "/var/run/secrets/istio",
    volume: { name: "istiod-ca-cert", configMap: { name: "istio-ca-root-cert" } },
  },
  { mountPath: "/var/run/secrets/tokens", readOnly: true, volume: istioToken() },
  { mountPath: "/var/run/secrets/workload-spiffe-uds", volume: { name: "workload-socket", emptyDir: {} } },
  { mountPath: "/var/run/secrets/credential-uds", volume: { name: "credential-socket", emptyDir: {} } },
  {
    mountPath: "/var/run/secrets/workload-spiffe-credentials",
    volume: { name: "workload-certs", emptyDir: {} },
  },
];

/**
 * The proxy for traffic into the mesh, according to the Gateways that select it.
 * @param checksum of the proxies' settings, which the agent reads only when it starts
 * @throws Error when an image's name cannot be parsed
 */
export function ingressGatewayDeployment(
  settings: CurrentMeshSettings,
  checksum: string,
): types.input.apps.v1.Deployment {
  const { namespace, ingress, images } = settings;
  const ports = [STATUS_PORT, HTTP_PORT, ...(ingress.httpsNodePort === undefined ? [] : [HTTPS_PORT])];
  return meshDeployment({
    name: INGRESS_GATEWAY,
    namespace,
    labels: INGRESS_GATEWAY_LABELS,
    selector: INGRESS_GATEWAY_LABELS,
    podLabels: {
      "service.istio.io/canonical-name": INGRESS_GATEWAY,
      "service.istio.io/canonical-revision": "latest",
    },
    podAnnotations: { ...scraped(METRICS_PORT, "/stats/prometheus"), [PROXY_CONFIG_CHECKSUM]: checksum },
    images,
    podSpec: {
      serviceAccountName: INGRESS_GATEWAY_ACCOUNT,
      // The agent authenticates with its own token for istiod and never calls the API server.
      automountServiceAccountToken: false,
      containers: [
        {
          name: "istio-proxy",
          image: istioImage(settings, "proxyv2"),
          args: [
            "proxy",
            "router",
            "--domain",
            `$(POD_NAMESPACE).svc.${CLUSTER_DOMAIN}`,
            "--proxyLogLevel=warning",
            "--proxyComponentLogLevel=misc:error",
            "--log_output_level=default:info",
          ],
          ports: [...ports.map((containerPort) => ({ containerPort })), ENVOY_METRICS],
          env: proxyEnv(namespace),
          readinessProbe: {
            httpGet: { path: "/healthz/ready", port: STATUS_PORT },
            periodSeconds: 1,
            failureThreshold: 30,
          },
          resources: {
            requests: { cpu: "50m", memory: "128Mi" },
            limits: { cpu: "2", memory: "1Gi" },
          },
          securityContext: RESTRICTED,
          volumeMounts: MOUNTS.map(({ volume, ...mount }) => ({ name: volume.name, ...mount })),
        },
      ],
      volumes: MOUNTS.map(({ volume }) => volume),
    },
  });
}

function proxyEnv(namespace: string): types.input.core.v1.EnvVar[] {
  const values: Record<string, string> = {
    PILOT_CERT_PROVIDER: "istiod",
    CA_ADDR: istiodAddress(namespace),
    TRUST_DOMAIN: CLUSTER_DOMAIN,
    ISTIO_META_CLUSTER_ID: CLUSTER_ID,
    ISTIO_META_MESH_ID: CLUSTER_DOMAIN,
    ISTIO_META_WORKLOAD_NAME: INGRESS_GATEWAY,
    ISTIO_META_OWNER: `kubernetes://apis/apps/v1/namespaces/${namespace}/deployments/${INGRESS_GATEWAY}`,
    // Envoy runs without root, so that it cannot listen on ports below 1024.
    ISTIO_META_UNPRIVILEGED_POD: "true",
  };
  return [
    ...Object.entries(values).map(([name, value]) => ({ name, value })),
    fieldEnv("POD_NAME", "metadata.name"),
    fieldEnv("POD_NAMESPACE", "metadata.namespace"),
    fieldEnv("SERVICE_ACCOUNT", "spec.serviceAccountName"),
    fieldEnv("INSTANCE_IP", "status.podIP"),
    fieldEnv("HOST_IP", "status.hostIP"),
    fieldEnv("NODE_NAME", "spec.nodeName"),
    fieldEnv("ISTIO_META_NODE_NAME", "spec.nodeName"),
    cpuLimitEnv("ISTIO_CPU_LIMIT"),
  ];
}

/** The pod's labels, which Gateways select, and its annotations. */
function podInfo(): types.input.core.v1.DownwardAPIVolumeFile[] {
  return ["labels", "annotations"].map((path) => ({ path, fieldRef: { fieldPath: `metadata.${path}` } }));
}

/** A token that is valid only for istiod's CA and for 12 hours. The kubelet renews it. */
function istioToken(): types.input.core.v1.Volume {
  const serviceAccountToken = { audience: "istio-ca", expirationSeconds: 43200, path: "istio-token" };
  return { name: "istio-token", projected: { sources: [{ serviceAccountToken }] } };
}
