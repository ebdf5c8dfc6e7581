import type { types } from "@pulumi/kubernetes";
import { fieldEnv, istioImage } from "../../uninjectedDeployment";
import type { CurrentMeshSettings } from "./config";
import type { InjectionWebhook } from "./injectionWebhook";
import { cpuLimitEnv, meshDeployment, RESTRICTED, scraped } from "./meshDeployment";
import { CLUSTER_DOMAIN, CLUSTER_ID, ISTIOD, ISTIOD_PORTS } from "./names";

const LABELS = { app: ISTIOD, istio: "pilot" };
const MONITORING_PORT = ISTIOD_PORTS["http-monitoring"];

/** The ports of istiod's container by name. */
const CONTAINER_PORTS = {
  "http-debug": 8080,
  "grpc-xds": ISTIOD_PORTS["grpc-xds"],
  "tls-xds": ISTIOD_PORTS["https-dns"],
  "https-webhooks": 15017,
  "http-monitoring": MONITORING_PORT,
} as const;

const SERVICE_PORTS: types.input.core.v1.ServicePort[] = Object.entries(ISTIOD_PORTS).map(([name, port]) => ({
  name,
  port,
  ...(name === "https-webhook" && { targetPort: CONTAINER_PORTS["https-webhooks"] }),
}));

/** Disabled features, so that istiod starts sooner and requires fewer rights. */
const TURNED_OFF: Readonly<Record<string, string>> = {
  // Sidecars are injected before objects reach the cluster, unless the webhook is configured.
  INJECT_ENABLED: "false",
  // istiod would set its validating webhook to reject every write while istiod is down.
  VALIDATION_WEBHOOK_CONFIG_NAME: "",
  // Without an election, a new istiod does not wait for the lease of a killed one.
  ENABLE_LEADER_ELECTION: "false",
  // This project uses Istio's own kinds for gateways and routes.
  PILOT_ENABLE_GATEWAY_API: "false",
  // Machines outside the cluster cannot join the mesh.
  PILOT_ENABLE_WORKLOAD_ENTRY_AUTOREGISTRATION: "false",
  PILOT_ENABLE_WORKLOAD_ENTRY_HEALTHCHECKS: "false",
};

/** Disables the filters that only Istio's build of Envoy has; other builds reject them. */
const ISTIO_FILTERS_OFF: Readonly<Record<string, string>> = {
  PILOT_ENABLE_METADATA_EXCHANGE: "false",
  PILOT_ENABLE_ALPN_FILTER: "false",
  PILOT_DISABLE_MX_ALPN: "true",
};

/** istiod's Service; istiod's certificate contains its name. */
export function istiodService(namespace: string): types.input.core.v1.Service {
  return {
    metadata: { name: ISTIOD, namespace, labels: LABELS },
    spec: { ports: SERVICE_PORTS, selector: LABELS },
  };
}

/**
 * istiod: configuration and certificates for the proxies. It watches the mesh configuration, so that a change requires
 * no new pod.
 * @throws Error when an image's name cannot be parsed
 */
export function istiodDeployment(
  settings: CurrentMeshSettings,
  webhook?: InjectionWebhook,
): types.input.apps.v1.Deployment {
  // The user's own CA. Without it, istiod creates a key in Secret istio-ca-secret.
  const ownCa = { name: "cacerts", secret: { secretName: "cacerts", optional: true } };
  return meshDeployment({
    name: ISTIOD,
    namespace: settings.namespace,
    labels: LABELS,
    selector: { istio: LABELS.istio },
    podAnnotations: scraped(MONITORING_PORT),
    images: settings.images,
    podSpec: {
      serviceAccountName: ISTIOD,
      containers: [
        {
          name: "discovery",
          image: istioImage(settings, "pilot"),
          args: [
            "discovery",
            `--monitoringAddr=:${MONITORING_PORT}`,
            "--log_output_level=default:info",
            "--domain",
            CLUSTER_DOMAIN,
            "--keepaliveMaxServerConnectionAge",
            "30m",
          ],
          ports: Object.entries(CONTAINER_PORTS).map(([name, containerPort]) => ({ name, containerPort })),
          env: istiodEnv(settings, webhook),
          readinessProbe: {
            httpGet: { path: "/ready", port: CONTAINER_PORTS["http-debug"] },
            periodSeconds: 1,
            timeoutSeconds: 5,
          },
          resources: { requests: { cpu: "50m", memory: "128Mi" } },
          securityContext: RESTRICTED,
          volumeMounts: [{ name: ownCa.name, mountPath: "/etc/cacerts", readOnly: true }],
        },
      ],
      volumes: [ownCa],
    },
  });
}

/** istiod's environment. */
function istiodEnv({ proxy }: CurrentMeshSettings, webhook?: InjectionWebhook): types.input.core.v1.EnvVar[] {
  const values: Record<string, string> = {
    REVISION: "default",
    CLUSTER_ID,
    PILOT_CERT_PROVIDER: ISTIOD,
    ...TURNED_OFF,
    ...(proxy === "envoy" && ISTIO_FILTERS_OFF),
    ...webhook?.istiodEnv,
  };
  return [
    ...Object.entries(values).map(([name, value]) => ({ name, value })),
    fieldEnv("POD_NAME", "metadata.name"),
    fieldEnv("POD_NAMESPACE", "metadata.namespace"),
    fieldEnv("SERVICE_ACCOUNT", "spec.serviceAccountName"),
    cpuLimitEnv("GOMAXPROCS"),
  ];
}
