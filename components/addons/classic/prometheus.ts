import { writeManifest } from "../../../lib/manifests/writeManifest";
import { mapInput } from "../../inputs";
import type { AddonObjects } from "../addonObjects";
import type { AddonSettings } from "../config";
import { ADDONS, PROMETHEUS } from "../table";
import { classicAddon } from "./addons";

const CONFIG_FOLDER = "/etc/prometheus";
const CONFIG_FILE = "prometheus.yml";

/** The configuration: it scrapes the mesh's metrics, the proxies' statsd metrics and Mixer's own metrics. */
function prometheusConfig(namespace: string): object {
  const job = (job_name: string, port: number) => ({
    job_name,
    scrape_interval: "5s",
    static_configs: [{ targets: [`istio-mixer.${namespace}:${port}`] }],
  });
  return {
    global: { scrape_interval: "15s" },
    scrape_configs: [job("istio-mesh", 42422), job("envoy", 9102), job("mixer", 9093)],
  };
}

/** Prometheus' objects. @throws Error when an image's name cannot be parsed */
export function classicPrometheusObjects(settings: AddonSettings): AddonObjects {
  const { namespace } = settings;
  const config = { name: "config-volume", configMap: { name: PROMETHEUS } };
  const { deployment, service } = classicAddon(settings, {
    name: PROMETHEUS,
    portName: PROMETHEUS,
    container: {
      image: "quay.io/coreos/prometheus:v1.1.1",
      args: [
        "-storage.local.retention=6h",
        "-storage.local.memory-chunks=500000",
        `-config.file=${CONFIG_FOLDER}/${CONFIG_FILE}`,
      ],
      ports: [{ name: "web", containerPort: ADDONS[PROMETHEUS].port }],
      volumeMounts: [{ name: config.name, mountPath: CONFIG_FOLDER }],
    },
    volumes: [config],
  });
  const text = mapInput(namespace, (known) => writeManifest(prometheusConfig(known)));
  return {
    configMap: { metadata: { name: PROMETHEUS, namespace }, data: { [CONFIG_FILE]: text } },
    deployment,
    service: {
      ...service,
      metadata: {
        name: PROMETHEUS,
        namespace,
        labels: { name: PROMETHEUS },
        annotations: { "prometheus.io/scrape": "true" },
      },
    },
  };
}
