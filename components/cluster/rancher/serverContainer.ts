import { isIPv4 } from "node:net";
import * as pulumi from "@pulumi/pulumi";
import type { RancherDatabase, RancherServerConfig } from "./config";

/** The port that the server listens on in its container. */
export const INTERNAL_PORT = 8080;
/** Where the server's own MySQL has its data. */
export const DATA_PATH = "/var/lib/mysql";
export const DEFAULT_IMAGE = "rancher/server:v1.6.30";

type Place = Pick<RancherServerConfig, "address" | "port" | "listenAddress">;

export const portOf = ({ port = 8080 }: Place): number => port;

/** The URL at which the server is reached. */
export const urlOf = (place: Place): string => `http://${place.address}:${portOf(place)}`;

/** The address that the port is published on. */
export const listenAddressOf = ({ address, listenAddress }: Place): string =>
  listenAddress ?? (isIPv4(address) ? address : "0.0.0.0");

/**
 * The server's arguments for an external database.
 * https://rancher.com/docs/rancher/v1.6/en/installing-rancher/installing-server/#single-container-external-database
 */
export function databaseArguments({
  host,
  port = 3306,
  user = "cattle",
  password,
  name = "cattle",
}: RancherDatabase): pulumi.Input<string>[] {
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
