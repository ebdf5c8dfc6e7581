import type * as pulumi from "@pulumi/pulumi";
import { uninjectedDeployment } from "../uninjectedDeployment";
import { Addon, type AddonObjects, addonService, addonSettings, type IstioAddonArgs } from "./addon";

const NAME = "servicegraph";
const PORT = 8088;

/** Servicegraph: draws who calls whom, from Prometheus' metrics; Prometheus has to be there too. */
export class Servicegraph extends Addon {
  /** @throws Error when an image's name cannot be parsed */
  constructor(name: string, args: IstioAddonArgs = {}, opts?: pulumi.ComponentResourceOptions) {
    super("meshstack:addons:Servicegraph", name, servicegraphObjects(args), opts);
  }
}

/**
 * Servicegraph's objects.
 * @throws Error when an image's name cannot be parsed
 */
export function servicegraphObjects(args: IstioAddonArgs = {}): AddonObjects {
  const { namespace, nodePort, images, hub, tag } = addonSettings(args);
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
            image: `${hub}/servicegraph:${tag}`,
            ports: [{ containerPort: PORT }],
            args: ["--prometheusAddr=http://prometheus:9090"],
          },
        ],
      },
    }),
    service: addonService(NAME, namespace, { name: "http", port: PORT }, nodePort),
  };
}
