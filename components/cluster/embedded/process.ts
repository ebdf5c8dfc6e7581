import * as pulumi from "@pulumi/pulumi";
import { type ClusterCredentials, Files, Process } from "../../../runtime/providers/machine/sdk";
import { dnsServiceAddress } from "../addresses";
import type { EmbeddedClusterSettings } from "./config";
import { pauseImage, type RealNodeFiles } from "./nodeImages";
import { realNodes } from "./nodeNames";
import { ADDRESS, below, BINARY, type Place } from "./place";

/** The file in the cluster's folder that records its process. */
export const PID_FILE = `${BINARY}.pid`;

/** The file in the cluster's folder that configures its process. */
export const CONFIG_FILE = "config.json";
/** The folder in the cluster's folder with its data, which the process creates. */
export const DATA_FOLDER = "data";

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
  const { binary, directory, server } = place;
  const { files } = credentials;
  const pki = new Files(`${name}-pki`, { directory: below(directory, "pki"), files }, opts);
  const config = new Files(
    `${name}-config`,
    { directory: directory.path, files: { [CONFIG_FILE]: serveConfig(settings, place, real) } },
    opts,
  );
  const configPath = config.paths.apply((paths) => paths[CONFIG_FILE]!);
  return new Process(
    `${name}-process`,
    {
      command: binary.path,
      args: ["serve", "--config", configPath],
      ...(real && {
        // Keeps the folder in the cache while the cluster runs.
        env: { MESHSTACK_NODE_ROOT: real.programs.path },
        afterStop: ["cleanup", "--config", configPath],
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
      restartOn: [
        pki.fingerprint,
        config.fingerprint,
        directory.instance,
        ...(real ? [real.programs.instance] : []),
      ],
    },
    opts,
  );
}

/** The configuration file of the binary's `serve --config`: JSON with a line per field, without undefined fields. */
function serveConfig(
  { nodeCount, podCIDR, serviceCIDR, kubernetesVersion }: EmbeddedClusterSettings,
  place: Place,
  real: RealNodeFiles | undefined,
): pulumi.Output<string> {
  const inputs = {
    folder: place.directory.path,
    port: place.port,
    programs: real && { root: real.programs.path, sandboxImage: real.images[pauseImage]!.image.name },
  };
  return pulumi.output(inputs).apply(({ folder, port, programs }) => {
    const [first, ...workers] = realNodes(nodeCount);
    const config = {
      dataDir: `${folder}/${DATA_FOLDER}`,
      logDir: `${folder}/logs`,
      pkiDir: `${folder}/pki`,
      apiServer: { bindAddress: ADDRESS, port },
      serviceCIDR,
      podCIDR,
      emulatedVersion: kubernetesVersion,
      simulatedNodes: programs === undefined,
      ...(programs !== undefined && {
        node: { ...first, ...programs, clusterDNS: dnsServiceAddress(serviceCIDR) },
        ...(workers.length > 0 && { workers }),
      }),
    };
    return `${JSON.stringify(config, null, 2)}\n`;
  });
}
