import { uninjectedDeployment } from "../../uninjectedDeployment";
import { type AddonObjects, addonService, addonSettings, type IstioAddonArgs, istioImage } from "../addon";

const NAME = "servicegraph";
const PORT = 8088;

/**
 * Servicegraph's objects.
 * @throws Error when an image's name cannot be parsed
 */
export function classicServicegraphObjects(args: IstioAddonArgs = {}): AddonObjects {
  const settings = addonSettings(args);
  const { namespace, images } = settings;
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
            image: istioImage(args, "servicegraph"),
            ports: [{ containerPort: PORT }],
            args: ["--prometheusAddr=http://prometheus:9090"],
          },
        ],
      },
    }),
    service: addonService(NAME, settings, { name: "http", port: PORT }),
  };
}
