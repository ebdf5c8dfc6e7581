import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { withSecretKey } from "../secretKey";
import type { DockerDaemon } from "../../../runtime/providers/machine/sdk";
import { type K3sClusterSettings, publishedHost } from "./config";

/** Where a cluster runs, and under which names. */
export interface K3sSite {
  /** The name of the cluster's component, which prefixes the names of its resources. */
  name: string;
  config: K3sClusterSettings;
  /** Prefix of the names on the Docker daemon. */
  prefix: string;
  /** The name or address at which clients reach the API and NodePorts. */
  host: string;
  docker: DockerDaemon;
  /** The cluster's component. */
  parent: pulumi.Resource;
}

export function siteOf(name: string, config: K3sClusterSettings, parent: pulumi.Resource): K3sSite {
  return {
    name,
    config,
    prefix: config.name ?? `${pulumi.getProject()}-${pulumi.getStack()}`,
    host: publishedHost(config, urlOf(config)),
    docker: withSecretKey(config.docker),
    parent,
  };
}

/** The Docker daemon's URL; undefined for this machine's own. */
const urlOf = ({ docker: daemon }: K3sClusterSettings): string | undefined => {
  const given = daemon?.host;
  return typeof given === "string" ? given : process.env.DOCKER_HOST || undefined;
};

/** What all nodes share on the Docker daemon. */
export interface K3sDockerResources {
  provider: docker.Provider;
  network: docker.Network;
  image: docker.RemoteImage;
}

/** Creates the network and pulls the image, after the preflight checks of the daemon. */
export function createDockerResources(
  { name, config, prefix, docker: daemon, parent }: K3sSite,
  required: pulumi.Resource,
): K3sDockerResources {
  const provider = new docker.Provider(`${name}-docker`, { ...daemon }, { parent });
  const opts = { parent, provider, dependsOn: required };
  const network = new docker.Network(
    `${name}-network`,
    {
      name: prefix,
      labels: [{ label: "meshstack.cluster", value: prefix }],
      ...(config.subnet !== undefined && { ipamConfigs: [{ subnet: config.subnet }] }),
    },
    opts,
  );
  const image = new docker.RemoteImage(
    `${name}-image`,
    // Another stack may use the image as well.
    { name: config.image ?? `rancher/k3s:${config.version}`, keepLocally: true },
    opts,
  );
  return { provider, network, image };
}
