import type * as pulumi from "@pulumi/pulumi";
import { fieldEnv, uninjectedDeployment } from "../uninjectedDeployment";
import { Addon, type AddonArgs, type AddonObjects, addonService, addonSettings } from "./addon";

const NAME = "zipkin";
const PORT = 9411;

/** Zipkin: collects the proxies' traces, in memory, and shows them. */
export class Zipkin extends Addon {
  /** @throws Error when an image's name cannot be parsed */
  constructor(name: string, args: AddonArgs = {}, opts?: pulumi.ComponentResourceOptions) {
    super("meshstack:addons:Zipkin", name, zipkinObjects(args), opts);
  }
}

/**
 * Zipkin's objects.
 * @throws Error when an image's name cannot be parsed
 */
export function zipkinObjects(args: AddonArgs = {}): AddonObjects {
  const { namespace, nodePort, images } = addonSettings(args);
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
    service: addonService(NAME, namespace, { name: "http", port: PORT }, nodePort),
  };
}
