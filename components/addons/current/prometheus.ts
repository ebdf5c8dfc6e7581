import { stringify } from "yaml";
import { type AddonAccess, type AddonObjects, addonService, addonSettings } from "../addon";
import { currentAddonImages } from "../images";
import { addonDeployment } from "../addonDeployment";
import type { PrometheusArgs } from "../prometheus";
import { prometheusConfig } from "./prometheusConfig";
import { proxyServices } from "./proxyDiscovery";
import { podUser, restrictedContainer } from "../restricted";

const NAME = "prometheus";
const PORT = 9090;
const CONFIG_FOLDER = "/etc/prometheus";
const CONFIG_FILE = "prometheus.yml";
const DATA_FOLDER = "/prometheus";

// `nobody`, as which the official image runs.
const USER = 65534;

/**
 * Prometheus' objects.
 * @throws Error when an image's name cannot be parsed
 */
export function currentPrometheusObjects(args: PrometheusArgs = {}): AddonObjects {
  const settings = addonSettings(args);
  const { namespace } = settings;
  const config = { name: "config", configMap: { name: NAME } };
  const data = { name: "data", emptyDir: {} };
  const discovery = args.discovery ?? { by: "pods" };
  const text = stringify(prometheusConfig(discovery));
  return {
    configMap: { metadata: { name: NAME, namespace }, data: { [CONFIG_FILE]: text } },
    ...(discovery.by === "pods"
      ? { access: access(settings) }
      : { furtherServices: proxyServices(discovery.namespaces) }),
    deployment: addonDeployment(settings, {
      name: NAME,
      config: text,
      podSpec: {
        ...(discovery.by === "pods" ? { serviceAccountName: NAME } : { automountServiceAccountToken: false }),
        securityContext: podUser(USER),
        containers: [
          {
            name: NAME,
            image: currentAddonImages.prometheus,
            args: [
              `--config.file=${CONFIG_FOLDER}/${CONFIG_FILE}`,
              `--storage.tsdb.path=${DATA_FOLDER}`,
              "--storage.tsdb.retention.time=6h",
            ],
            ports: [{ name: "web", containerPort: PORT }],
            readinessProbe: { httpGet: { path: "/-/ready", port: PORT }, periodSeconds: 2 },
            resources: { requests: { cpu: "20m", memory: "128Mi" } },
            securityContext: restrictedContainer,
            volumeMounts: [
              { name: config.name, mountPath: CONFIG_FOLDER },
              { name: data.name, mountPath: DATA_FOLDER },
            ],
          },
        ],
        volumes: [config, data],
      },
    }),
    service: addonService(NAME, settings, { name: "http", port: PORT }),
  };
}

/** Prometheus finds its targets by looking at the pods of every namespace; it reads nothing else. */
function access({ namespace }: Pick<PrometheusArgs, "namespace">): AddonAccess {
  const name = `${NAME}-pods`;
  return {
    serviceAccount: { metadata: { name: NAME, namespace } },
    clusterRole: {
      metadata: { name },
      rules: [{ apiGroups: [""], resources: ["pods"], verbs: ["get", "list", "watch"] }],
    },
    clusterRoleBinding: {
      metadata: { name },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name },
      subjects: [{ kind: "ServiceAccount", name: NAME, namespace }],
    },
  };
}
