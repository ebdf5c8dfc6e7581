import * as pulumi from "@pulumi/pulumi";
import { type ClusterCredentials, Files, Process } from "../../../runtime/providers/machine/sdk";
import type { EmbeddedClusterSettings } from "./config";
import { below, BINARY, type Place, writeFile } from "./place";
import type { RealNodeFiles } from "./realNodeFiles";
import { serveConfigText } from "./serveConfig";

/** The file in the cluster's folder that records its process. */
export const PID_FILE = `${BINARY}.pid`;

/** What the cluster's process runs with. */
interface ClusterProcessArgs {
  place: Place;
  credentials: ClusterCredentials;
  /** What real nodes run; absent with simulated ones. */
  real?: RealNodeFiles;
}

/** Writes keys, certificates and configuration, and starts the cluster. It is ready when the API server is. */
export function startCluster(
  name: string,
  settings: EmbeddedClusterSettings,
  { place, credentials, real }: ClusterProcessArgs,
  opts: pulumi.CustomResourceOptions,
): Process {
  const { binary, directory, server, port } = place;
  const { files } = credentials;
  const pki = new Files(`${name}-pki`, { directory: below(directory, "pki"), files }, opts);
  const config = serveConfigText(settings, {
    folder: directory.path,
    port,
    ...(real && { real: real.programs }),
  });
  const file = writeFile(`${name}-config`, directory, "config.json", config, opts);
  return new Process(
    `${name}-process`,
    {
      command: binary.path,
      args: ["serve", "--config", file.path],
      ...(real && {
        // Keeps the folder in the cache while the cluster runs.
        env: { MESHSTACK_NODE_ROOT: real.programs.root },
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
      restartOn: [pki.fingerprint, file.fingerprint, directory.instance, ...(real ? [real.instance] : [])],
    },
    opts,
  );
}
