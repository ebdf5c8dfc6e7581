import type { types } from "@pulumi/kubernetes";
import { fieldEnv, istioImage, uninjectedDeployment } from "../../uninjectedDeployment";
import { type AddonObjects, addonService } from "../addonObjects";
import type { AddonSettings, IstioAddonSettings } from "../config";
import { type AddonName, ADDONS, addonUrl, GRAFANA, PROMETHEUS, SERVICEGRAPH, ZIPKIN } from "../table";

/** What differs between two addons of the classic mesh. */
interface ClassicAddon {
  name: AddonName;
  /** The name of its Service's port. Default `http`. */
  portName?: string;
  /** Its only container; the name is the addon's. */
  container: Omit<types.input.core.v1.Container, "name">;
  /** Default none. */
  volumes?: types.input.core.v1.Volume[];
}

/**
 * The objects of a classic addon.
 * @throws Error when an image's name cannot be parsed
 */
export function classicAddon(
  settings: AddonSettings,
  { name, portName = "http", container, volumes }: ClassicAddon,
): AddonObjects {
  const { namespace, images } = settings;
  return {
    deployment: uninjectedDeployment({
      name,
      namespace,
      labels: { app: name },
      images,
      podSpec: { containers: [{ name, ...container }], ...(volumes && { volumes }) },
    }),
    service: addonService(name, settings, portName),
  };
}

/** Zipkin's objects. @throws Error when an image's name cannot be parsed */
export function classicZipkinObjects(settings: AddonSettings): AddonObjects {
  return classicAddon(settings, {
    name: ZIPKIN,
    container: {
      image: "docker.io/openzipkin/zipkin:latest",
      ports: [{ containerPort: ADDONS[ZIPKIN].port }],
      env: [fieldEnv("POD_NAMESPACE", "metadata.namespace")],
    },
  });
}

/** Grafana's objects. @throws Error when an image's name cannot be parsed */
export function classicGrafanaObjects(settings: IstioAddonSettings): AddonObjects {
  const { port } = ADDONS[GRAFANA];
  const folder = "/data/grafana";
  const data = { name: "grafana-data", emptyDir: {} };
  // Anonymous visitors are administrators, as in the release.
  const variables: Record<string, string> = {
    GRAFANA_PORT: String(port),
    GF_AUTH_BASIC_ENABLED: "false",
    GF_AUTH_ANONYMOUS_ENABLED: "true",
    GF_AUTH_ANONYMOUS_ORG_ROLE: "Admin",
    GF_PATHS_DATA: folder,
  };
  return classicAddon(settings, {
    name: GRAFANA,
    container: {
      image: istioImage(settings, "grafana"),
      imagePullPolicy: "IfNotPresent",
      ports: [{ containerPort: port }],
      env: Object.entries(variables).map(([name, value]) => ({ name, value })),
      volumeMounts: [{ name: data.name, mountPath: folder }],
    },
    volumes: [data],
  });
}

/** Servicegraph's objects. @throws Error when an image's name cannot be parsed */
export function classicServicegraphObjects(settings: IstioAddonSettings): AddonObjects {
  return classicAddon(settings, {
    name: SERVICEGRAPH,
    container: {
      image: istioImage(settings, "servicegraph"),
      ports: [{ containerPort: ADDONS[SERVICEGRAPH].port }],
      args: [`--prometheusAddr=${addonUrl(PROMETHEUS)}`],
    },
  });
}
