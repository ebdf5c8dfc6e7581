import * as pulumi from "@pulumi/pulumi";
import { stringify } from "yaml";
import { uninjectedDeployment } from "../../uninjectedDeployment";
import { type AddonArgs, type AddonObjects, addonService, addonSettings } from "../addon";

const NAME = "prometheus";
const PORT = 9090;
const CONFIG_FOLDER = "/etc/prometheus";
const CONFIG_FILE = "prometheus.yml";

/** Prometheus' configuration file, as far as this environment says it. */
export interface PrometheusConfig {
  global: { scrape_interval: string };
  scrape_configs: ScrapeConfig[];
}

/** One group of targets; metrics are at `http://TARGET/metrics`. */
export interface ScrapeConfig {
  job_name: string;
  scrape_interval: string;
  static_configs: { targets: string[] }[];
}

/** What Prometheus collects: the mesh's metrics, the proxies' own by way of statsd, and Mixer's own. */
export function classicPrometheusConfig(namespace: string): PrometheusConfig {
  const mixer = `istio-mixer.${namespace}`;
  const job = (job_name: string, port: number): ScrapeConfig => ({
    job_name,
    scrape_interval: "5s",
    static_configs: [{ targets: [`${mixer}:${port}`] }],
  });
  return {
    global: { scrape_interval: "15s" },
    scrape_configs: [job("istio-mesh", 42422), job("envoy", 9102), job("mixer", 9093)],
  };
}

/**
 * Prometheus' objects.
 * @throws Error when an image's name cannot be parsed
 */
export function classicPrometheusObjects(args: AddonArgs = {}): AddonObjects {
  const settings = addonSettings(args);
  const { namespace, images } = settings;
  const config = { name: "config-volume", configMap: { name: NAME } };
  const service = addonService(NAME, settings, { name: NAME, port: PORT });
  return {
    configMap: {
      metadata: { name: NAME, namespace },
      data: {
        [CONFIG_FILE]: pulumi.output(namespace).apply((known) => stringify(classicPrometheusConfig(known))),
      },
    },
    deployment: uninjectedDeployment({
      name: NAME,
      namespace,
      labels: { app: NAME },
      images,
      podSpec: {
        containers: [
          {
            name: NAME,
            image: "quay.io/coreos/prometheus:v1.1.1",
            args: [
              "-storage.local.retention=6h",
              "-storage.local.memory-chunks=500000",
              `-config.file=${CONFIG_FOLDER}/${CONFIG_FILE}`,
            ],
            ports: [{ name: "web", containerPort: PORT }],
            volumeMounts: [{ name: config.name, mountPath: CONFIG_FOLDER }],
          },
        ],
        volumes: [config],
      },
    }),
    service: {
      ...service,
      metadata: {
        name: NAME,
        namespace,
        labels: { name: NAME },
        annotations: { "prometheus.io/scrape": "true" },
      },
    },
  };
}
