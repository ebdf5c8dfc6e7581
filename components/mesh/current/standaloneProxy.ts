import type { types } from "@pulumi/kubernetes";
import { istioImage } from "../../istioImage";
import { fieldEnv } from "../../uninjectedDeployment";
import { cpuLimitEnv } from "./istiodEnv";
import { MESH_CONFIG_MAP, PROXY_CONFIG_CHECKSUM } from "./meshConfigMap";
import { meshDeployment, RESTRICTED, scraped } from "./meshDeployment";
import { istiodAddress } from "./proxyConfig";
import { CLUSTER_DOMAIN, CLUSTER_ID, type CurrentMeshSettings } from "./settings";

/** What differs between two gateways. */
export interface StandaloneProxy {
  /** Name of its Deployment. */
  name: string;
  /** The labels of its pods, which a Gateway selects. */
  labels: Record<string, string>;
  serviceAccount: string;
  /** Documented ports for the mesh's traffic. */
  ports: number[];
}

/** Port of the readiness probe. */
export const STATUS_PORT = 15021;

const METRICS_PORT = 15020;
const ENVOY_METRICS = { name: "http-envoy-prom", containerPort: 15090 };

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
 * A proxy with its own Deployment.
 * @param checksum of the proxies' settings, which the agent reads only when it starts
 * @throws Error when an image's name cannot be parsed
 */
export function standaloneProxyDeployment(
  settings: CurrentMeshSettings,
  proxy: StandaloneProxy,
  checksum: string,
): types.input.apps.v1.Deployment {
  const ports = [STATUS_PORT, ...proxy.ports].map((containerPort) => ({ containerPort }));
  return meshDeployment({
    name: proxy.name,
    namespace: settings.namespace,
    labels: proxy.labels,
    selector: proxy.labels,
    podLabels: {
      "service.istio.io/canonical-name": proxy.name,
      "service.istio.io/canonical-revision": "latest",
    },
    podAnnotations: { ...scraped(METRICS_PORT, "/stats/prometheus"), [PROXY_CONFIG_CHECKSUM]: checksum },
    images: settings.images,
    podSpec: {
      serviceAccountName: proxy.serviceAccount,
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
          ports: [...ports, ENVOY_METRICS],
          env: proxyEnv(settings.namespace, proxy.name),
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

function proxyEnv(namespace: string, name: string): types.input.core.v1.EnvVar[] {
  const values: Record<string, string> = {
    PILOT_CERT_PROVIDER: "istiod",
    CA_ADDR: istiodAddress(namespace),
    TRUST_DOMAIN: CLUSTER_DOMAIN,
    ISTIO_META_CLUSTER_ID: CLUSTER_ID,
    ISTIO_META_MESH_ID: CLUSTER_DOMAIN,
    ISTIO_META_WORKLOAD_NAME: name,
    ISTIO_META_OWNER: `kubernetes://apis/apps/v1/namespaces/${namespace}/deployments/${name}`,
    // Envoy runs without root, so that it cannot listen on ports below 1024.
    ISTIO_META_UNPRIVILEGED_POD: "true",
  };
  return [
    ...Object.entries(values).map(([variable, value]) => ({ name: variable, value })),
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
