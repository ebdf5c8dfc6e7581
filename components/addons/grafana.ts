import type * as pulumi from "@pulumi/pulumi";
import { uninjectedDeployment } from "../uninjectedDeployment";
import { Addon, type AddonObjects, addonService, addonSettings, type IstioAddonArgs } from "./addon";

const NAME = "grafana";
const PORT = 3000;
const DATA = "/data/grafana";

/** Grafana's own settings: everyone who reaches it may do everything. */
const SETTINGS: Record<string, string> = {
  GRAFANA_PORT: String(PORT),
  GF_AUTH_BASIC_ENABLED: "false",
  GF_AUTH_ANONYMOUS_ENABLED: "true",
  GF_AUTH_ANONYMOUS_ORG_ROLE: "Admin",
  GF_PATHS_DATA: DATA,
};

/** Grafana with Istio's dashboards over Prometheus, which has to be there too. */
export class Grafana extends Addon {
  /** @throws Error when an image's name cannot be parsed */
  constructor(name: string, args: IstioAddonArgs = {}, opts?: pulumi.ComponentResourceOptions) {
    super("meshstack:addons:Grafana", name, grafanaObjects(args), opts);
  }
}

/**
 * Grafana's objects.
 * @throws Error when an image's name cannot be parsed
 */
export function grafanaObjects(args: IstioAddonArgs = {}): AddonObjects {
  const { namespace, nodePort, images, hub, tag } = addonSettings(args);
  const data = { name: "grafana-data", emptyDir: {} };
  return {
    deployment: uninjectedDeployment({
      name: NAME,
      namespace,
      labels: { app: NAME },
      images,
      podSpec: {
        containers: [
          {
            name: NAME,
            image: `${hub}/grafana:${tag}`,
            imagePullPolicy: "IfNotPresent",
            ports: [{ containerPort: PORT }],
            env: Object.entries(SETTINGS).map(([name, value]) => ({ name, value })),
            volumeMounts: [{ name: data.name, mountPath: DATA }],
          },
        ],
        volumes: [data],
      },
    }),
    service: addonService(NAME, namespace, { name: "http", port: PORT }, nodePort),
  };
}
