import type { types } from "@pulumi/kubernetes";
import { addonUrl, ZIPKIN } from "../../addons/table";
import { istioImage, uninjectedDeployment } from "../../uninjectedDeployment";
import { MIXER_PORTS } from "./ports";
import { serviceAccountName } from "./rbac";
import type { ClassicMeshSettings } from "./config";

const NAME = "istio-mixer";
const LABELS = { istio: "mixer" };

/** Mixer's Service. */
export function mixerService(namespace: string): types.input.core.v1.Service {
  return {
    metadata: { name: NAME, namespace, labels: LABELS },
    spec: {
      ports: Object.entries(MIXER_PORTS).map(([name, port]) => ({
        name,
        port,
        ...(name === "statsd-udp" && { protocol: "UDP" }),
      })),
      selector: LABELS,
    },
  };
}

/** Configuration of Mixer's statsd exporter. Without mappings, every statsd name is the name of a metric. */
export function statsdMapping(namespace: string): types.input.core.v1.ConfigMap {
  return { metadata: { name: NAME, namespace }, data: { "mapping.conf": "" } };
}

/**
 * Mixer, with the exporter that converts the proxies' statsd messages to Prometheus metrics.
 * @throws Error when an image's name cannot be parsed
 */
export function mixerDeployment(settings: ClassicMeshSettings): types.input.apps.v1.Deployment {
  const { namespace, tracing, images } = settings;
  const mapping = { name: "config-volume", configMap: { name: NAME } };
  return uninjectedDeployment({
    name: NAME,
    namespace,
    labels: LABELS,
    images,
    podSpec: {
      serviceAccountName: serviceAccountName("mixer"),
      containers: [
        {
          name: "statsd-to-prometheus",
          image: "prom/statsd-exporter",
          imagePullPolicy: "IfNotPresent",
          ports: [
            { containerPort: MIXER_PORTS["statsd-prom"] },
            { containerPort: MIXER_PORTS["statsd-udp"], protocol: "UDP" },
          ],
          args: ["-statsd.mapping-config=/etc/statsd/mapping.conf"],
          volumeMounts: [{ name: mapping.name, mountPath: "/etc/statsd" }],
        },
        {
          name: "mixer",
          image: istioImage(settings, "mixer"),
          imagePullPolicy: "IfNotPresent",
          ports: [MIXER_PORTS.tcp, MIXER_PORTS.configapi, MIXER_PORTS.prometheus].map((containerPort) => ({
            containerPort,
          })),
          args: [
            "--configStoreURL=fs:///etc/opt/mixer/configroot",
            "--configStore2URL=k8s://",
            `--configDefaultNamespace=${namespace}`,
            ...(tracing ? [`--traceOutput=${addonUrl(ZIPKIN)}/api/v1/spans`] : []),
            "--logtostderr",
            "-v",
            "2",
          ],
        },
      ],
      volumes: [mapping],
    },
  });
}
