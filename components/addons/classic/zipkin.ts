import { fieldEnv, uninjectedDeployment } from "../../uninjectedDeployment";
import { type AddonArgs, type AddonObjects, addonService, addonSettings } from "../addon";

const NAME = "zipkin";
const PORT = 9411;

/**
 * Zipkin's objects.
 * @throws Error when an image's name cannot be parsed
 */
export function classicZipkinObjects(args: AddonArgs = {}): AddonObjects {
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
            image: "docker.io/openzipkin/zipkin:latest",
            ports: [{ containerPort: PORT }],
            env: [fieldEnv("POD_NAMESPACE", "metadata.namespace")],
          },
        ],
      },
    }),
    service: addonService(NAME, settings, { name: "http", port: PORT }),
  };
}
