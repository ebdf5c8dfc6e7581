import { uninjectedDeployment } from "../../uninjectedDeployment";
import { type AddonObjects, addonService, addonSettings, type IstioAddonArgs, istioImage } from "../addon";

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

/**
 * Grafana's objects.
 * @throws Error when an image's name cannot be parsed
 */
export function classicGrafanaObjects(args: IstioAddonArgs = {}): AddonObjects {
  const settings = addonSettings(args);
  const { namespace, images } = settings;
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
            image: istioImage(args, "grafana"),
            imagePullPolicy: "IfNotPresent",
            ports: [{ containerPort: PORT }],
            env: Object.entries(SETTINGS).map(([name, value]) => ({ name, value })),
            volumeMounts: [{ name: data.name, mountPath: DATA }],
          },
        ],
        volumes: [data],
      },
    }),
    service: addonService(NAME, settings, { name: "http", port: PORT }),
  };
}
