import * as pulumi from "@pulumi/pulumi";
import { type ClusterCredentials, Files, Process } from "../../../runtime/providers/machine/sdk";
import { below, BINARY, type Place, writeFile } from "./place";

/** The file in the cluster's folder that records its process. */
export const PID_FILE = `${BINARY}.pid`;

/** What the cluster's process runs with. */
export interface ClusterProcessArgs {
  place: Place;
  credentials: ClusterCredentials;
  /** The text of its configuration file. */
  config: pulumi.Input<string>;
  /** The folder that real nodes run from; absent with simulated ones. */
  root?: pulumi.Input<string>;
  /** Further values whose change restarts it. */
  restartOn: pulumi.Output<string>[];
}

/** Writes keys, certificates and configuration, and starts the cluster. It is ready when the API server is. */
export function startCluster(
  name: string,
  { place, credentials, config, root, restartOn }: ClusterProcessArgs,
  opts: pulumi.CustomResourceOptions,
): Process {
  const { binary, directory, server } = place;
  const { files } = credentials;
  const pki = new Files(`${name}-pki`, { directory: below(directory, "pki"), files }, opts);
  const file = writeFile(`${name}-config`, directory, "config.json", config, opts);
  return new Process(
    `${name}-process`,
    {
      command: binary.path,
      args: ["serve", "--config", file.path],
      ...(root !== undefined && {
        // Keeps the folder in the cache while the cluster runs.
        env: { MESHSTACK_NODE_ROOT: root },
        afterStop: ["cleanup", "--config", file.path],
      }),
      cwd: directory.path,
      logFile: below(directory, `logs/${BINARY}.log`),
      pidFile: below(directory, PID_FILE),
      readiness: {
        url: pulumi.interpolate`${server}/readyz`,
        caCertificate: credentials.caCertificate,
        clientCertificate: credentials.adminCertificate,
        clientKey: credentials.adminKey,
        timeoutSeconds: 120,
      },
      restartOn: [pki.fingerprint, file.fingerprint, directory.instance, ...restartOn],
    },
    opts,
  );
}
