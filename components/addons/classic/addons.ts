import type { types } from "@pulumi/kubernetes";
import { istioImage } from "../../istioImage";
import { CLASSIC_VERSION, commonFields } from "../../mesh/config";
import { fieldEnv, uninjectedDeployment } from "../../uninjectedDeployment";
import {
  type AddonArgs,
  type AddonObjects,
  addonService,
  type AddonSettings,
  addonSettings,
  type IstioAddonArgs,
} from "../addon";

/** What differs between two addons of the classic mesh. */
interface ClassicAddon {
  name: string;
  port: { name: string; port: number };
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
  { name, port, container, volumes }: ClassicAddon,
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
    service: addonService(name, settings, port),
  };
}

/** Zipkin's objects. @throws Error when an image's name cannot be parsed */
export function classicZipkinObjects(args: AddonArgs = {}): AddonObjects {
  const port = 9411;
  return classicAddon(addonSettings(args), {
    name: "zipkin",
    port: { name: "http", port },
    container: {
      image: "docker.io/openzipkin/zipkin:latest",
      ports: [{ containerPort: port }],
      env: [fieldEnv("POD_NAMESPACE", "metadata.namespace")],
    },
  });
}

/** Grafana's objects. @throws Error when an image's name cannot be parsed */
export function classicGrafanaObjects(args: IstioAddonArgs = {}): AddonObjects {
  const port = 3000;
  const folder = "/data/grafana";
  const data = { name: "grafana-data", emptyDir: {} };
  // Anonymous visitors are administrators, as in the release.
  const settings: Record<string, string> = {
    GRAFANA_PORT: String(port),
    GF_AUTH_BASIC_ENABLED: "false",
    GF_AUTH_ANONYMOUS_ENABLED: "true",
    GF_AUTH_ANONYMOUS_ORG_ROLE: "Admin",
    GF_PATHS_DATA: folder,
  };
  return classicAddon(addonSettings(args), {
    name: "grafana",
    port: { name: "http", port },
    container: {
      image: releaseImage(args, "grafana"),
      imagePullPolicy: "IfNotPresent",
      ports: [{ containerPort: port }],
      env: Object.entries(settings).map(([name, value]) => ({ name, value })),
      volumeMounts: [{ name: data.name, mountPath: folder }],
    },
    volumes: [data],
  });
}

/** Servicegraph's objects. @throws Error when an image's name cannot be parsed */
export function classicServicegraphObjects(args: IstioAddonArgs = {}): AddonObjects {
  const port = 8088;
  return classicAddon(addonSettings(args), {
    name: "servicegraph",
    port: { name: "http", port },
    container: {
      image: releaseImage(args, "servicegraph"),
      ports: [{ containerPort: port }],
      args: ["--prometheusAddr=http://prometheus:9090"],
    },
  });
}

function releaseImage(
  { hub = commonFields.hub.parse(undefined), tag = CLASSIC_VERSION }: IstioAddonArgs,
  name: string,
) {
  return istioImage({ hub, tag }, name);
}
