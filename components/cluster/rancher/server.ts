import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { ContainerGeneration, RandomSecret } from "../../../runtime/providers/machine/sdk";
import {
  RancherAccessControl,
  type RancherConnection,
  RancherSetting,
} from "../../../runtime/providers/rancher/sdk";
import type { RancherClusterSettings, RancherServerSettings } from "./config";
import { withSecretKey } from "../secretKey";
import { isIPv4 } from "node:net";

/** A Rancher server that environments are created on. */
export interface RancherServer {
  connection: RancherConnection;
  /** What must exist before the first request. */
  ready: pulumi.Resource[];
  /** The administrator's password if it was generated; a secret. */
  drawnPassword?: pulumi.Output<string>;
}

type Timeouts = RancherClusterSettings["timeouts"];

/** The server to run or the existing one. @throws when the secret key of the existing one is missing */
export function rancherServer(
  name: string,
  { server, existing, timeouts }: RancherClusterSettings,
  parent: pulumi.CustomResourceOptions,
): RancherServer {
  // The check of the arguments allows exactly one of the two.
  return server === undefined
    ? existingServer(existing!, timeouts)
    : runServer(name, server, timeouts, parent);
}

/** An existing server, which is not changed. @throws when the secret key is missing */
function existingServer(
  { url, accessKey, secretKey, caCertificate }: NonNullable<RancherClusterSettings["existing"]>,
  timeouts: Timeouts,
): RancherServer {
  if (secretKey === undefined) {
    throw new Error(
      `the secret key of the API key for ${url} is missing: pulumi config set --secret --path cluster.existing.secretKey`,
    );
  }
  return {
    connection: {
      url,
      accessKey: pulumi.secret(accessKey),
      secretKey: pulumi.secret(secretKey),
      ...(caCertificate !== undefined && { caCertificate }),
      unavailableSeconds: timeouts.server,
    },
    ready: [],
  };
}

/** The name of the server's container. @param owner the names of project and stack. Default: those of this program */
export const serverName = (owner = `${pulumi.getProject()}-${pulumi.getStack()}`): string =>
  `${owner}-rancher-server`;

/** Runs a server: its container and data, its access control, and the URL at which hosts reach it. */
function runServer(
  name: string,
  config: RancherServerSettings,
  timeouts: Timeouts,
  parent: pulumi.CustomResourceOptions,
): RancherServer {
  const container = serverContainer(name, config, parent);
  const url = urlOf(config);
  const drawnPassword =
    config.adminPassword === undefined
      ? pulumi.secret(new RandomSecret(`${name}-admin-password`, {}, { parent: parent.parent }).value)
      : undefined;
  const connection: RancherConnection = {
    url,
    username: config.adminUsername,
    password: drawnPassword ?? pulumi.secret(config.adminPassword!),
    unavailableSeconds: timeouts.server,
    advice: `Look at its container: docker logs ${serverName()}; where it is stopped: docker start ${serverName()}`,
    // Its resources are deleted with its container and data; the owner of an external database empties it.
    deleteUnreachable: true,
  };
  const accessControl = new RancherAccessControl(
    `${name}-access-control`,
    { server: connection, instance: container.id },
    { ...parent, dependsOn: [container] },
  );
  const apiHost = new RancherSetting(
    `${name}-api-host`,
    { server: connection, name: "api.host", value: url },
    { ...parent, dependsOn: [accessControl] },
  );
  return { connection, ready: [accessControl, apiHost], ...(drawnPassword && { drawnPassword }) };
}

function serverContainer(
  name: string,
  config: RancherServerSettings,
  parent: pulumi.CustomResourceOptions,
): docker.Container {
  const provider = new docker.Provider(`${name}-server-docker`, withSecretKey(config.docker), {
    parent: parent.parent,
  });
  const opts = { ...parent, provider };
  const image = new docker.RemoteImage(
    `${name}-server-image`,
    { name: config.image, keepLocally: true },
    opts,
  );
  const data =
    config.database === undefined
      ? new docker.Volume(`${name}-server-data`, { name: `${serverName()}-data` }, opts)
      : undefined;
  const { generation } = new ContainerGeneration(
    `${name}-server-generation`,
    { container: serverName(), docker: withSecretKey(config.docker) },
    parent,
  );
  return new docker.Container(
    `${name}-server`,
    {
      name: serverName(),
      image: image.imageId,
      restart: "unless-stopped",
      labels: [{ label: "meshstack.generation", value: pulumi.interpolate`${generation}` }],
      ports: [{ internal: INTERNAL_PORT, external: config.port, ip: listenAddressOf(config) }],
      ...(data !== undefined && { volumes: [{ volumeName: data.name, containerPath: DATA_PATH }] }),
      ...(config.database !== undefined && { command: databaseArguments(config.database) }),
    },
    // Only one server at a time can use the name, the port and the data.
    { ...opts, deleteBeforeReplace: true },
  );
}

/** The server's port in its container. */
const INTERNAL_PORT = 8080;
/** The folder of the server's own MySQL. */
const DATA_PATH = "/var/lib/mysql";

type Place = Pick<RancherServerSettings, "address" | "port" | "listenAddress">;

/** The server's URL. */
export const urlOf = ({ address, port }: Place): string => `http://${address}:${port}`;

/** The address on which the port is published. */
export const listenAddressOf = ({ address, listenAddress }: Omit<Place, "port">): string =>
  listenAddress ?? (isIPv4(address) ? address : "0.0.0.0");

/**
 * The server's arguments for an external database.
 * https://rancher.com/docs/rancher/v1.6/en/installing-rancher/installing-server/#single-container-external-database
 */
function databaseArguments({
  host,
  port,
  user,
  password,
  name,
}: NonNullable<RancherServerSettings["database"]>): pulumi.Input<string>[] {
  return [
    "--db-host",
    host,
    "--db-port",
    String(port),
    "--db-user",
    user,
    ...(password === undefined ? [] : ["--db-pass", pulumi.secret(password)]),
    "--db-name",
    name,
  ];
}
