import { writeManifest } from "../../../lib/manifests/writeManifest";
import type { AddonAccess, AddonObjects } from "../addonObjects";
import type { AddonSettings, PrometheusSettings } from "../config";
import { currentAddonImages, PROMETHEUS } from "../table";
import { currentAddon } from "./addon";
import { prometheusConfig } from "./prometheusConfig";
import { proxyServices } from "./proxyDiscovery";

const CONFIG_FOLDER = "/etc/prometheus";
const CONFIG_FILE = "prometheus.yml";
const DATA_FOLDER = "/prometheus";

/** Prometheus' objects. @throws Error when an image's name cannot be parsed */
export function currentPrometheusObjects(settings: PrometheusSettings): AddonObjects {
  const { namespace, discovery } = settings;
  const config = { name: "config", configMap: { name: PROMETHEUS } };
  const data = { name: "data", emptyDir: {} };
  const text = writeManifest(prometheusConfig(discovery));
  return {
    configMap: { metadata: { name: PROMETHEUS, namespace }, data: { [CONFIG_FILE]: text } },
    ...(discovery.by === "pods"
      ? { access: podAccess(namespace) }
      : { furtherServices: proxyServices(discovery) }),
    ...currentAddon(settings, {
      name: PROMETHEUS,
      portName: "web",
      image: currentAddonImages[PROMETHEUS],
      user: 65534, // nobody, the user of the official image
      args: [
        `--config.file=${CONFIG_FOLDER}/${CONFIG_FILE}`,
        `--storage.tsdb.path=${DATA_FOLDER}`,
        "--storage.tsdb.retention.time=6h",
      ],
      readyPath: "/-/ready",
      memory: "128Mi",
      volumes: [config, data],
      volumeMounts: [
        { name: config.name, mountPath: CONFIG_FOLDER },
        { name: data.name, mountPath: DATA_FOLDER },
      ],
      config: text,
      ...(discovery.by === "pods" && { serviceAccountName: PROMETHEUS }),
    }),
  };
}

/** The right to read the pods of every namespace, and nothing else. */
function podAccess(namespace: AddonSettings["namespace"]): AddonAccess {
  const name = `${PROMETHEUS}-pods`;
  return {
    serviceAccount: { metadata: { name: PROMETHEUS, namespace } },
    clusterRole: {
      metadata: { name },
      rules: [{ apiGroups: [""], resources: ["pods"], verbs: ["get", "list", "watch"] }],
    },
    clusterRoleBinding: {
      metadata: { name },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name },
      subjects: [{ kind: "ServiceAccount", name: PROMETHEUS, namespace }],
    },
  };
}
