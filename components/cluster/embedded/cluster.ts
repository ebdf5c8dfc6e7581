import { join } from "node:path";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { dnsServiceAddress, firstServiceAddress } from "../addresses";
import { ClusterDns } from "./clusterDns";
import { dataDirectory, stackDataDirectory } from "../dataDirectory";
import {
  ClusterCredentials,
  Files,
  GoBinary,
  Ports,
  MachinePreflight,
  Process,
} from "../../../runtime/providers/machine/sdk";
import { type BuiltImages, buildImages, importImages, pauseImage } from "./nodeImages";
import { type NodeConfig, nodeFolder, type RealNode, realNodes, simulatedNode } from "./nodes";
import { nodeRequirements, placeRequirements } from "./preflight";
import type { Cluster } from "../types";
import type { EmbeddedClusterConfig } from "./config";

const ADDRESS = "127.0.0.1";
const BINARY = "meshstack-kubernetes";
const PID_FILE = `${BINARY}.pid`;

/** The configuration file of the binary's `serve --config`. */
interface ServeConfig {
  dataDir: string;
  logDir: string;
  pkiDir: string;
  apiServer: { bindAddress: string; port: number };
  serviceCIDR: string;
  podCIDR: string;
  emulatedVersion?: string;
  simulatedNodes: boolean;
  node?: NodeConfig;
  workers?: RealNode[];
}

/**
 * An embedded Kubernetes cluster: etcd, API server, controller manager and scheduler as processes on this machine, in
 * one binary that is built from Go modules. Its nodes are simulated (by KWOK: pods are scheduled and reported ready,
 * but no container runs and no NodePort answers) or real (kubelet, kube-proxy and containerd, in their own namespaces).
 * Everything listens on loopback, with the cluster's own certificates.
 */
export class EmbeddedCluster extends pulumi.ComponentResource implements Cluster {
  readonly kubeconfig: pulumi.Output<string>;
  readonly kubeconfigPath: pulumi.Output<string>;
  readonly provider: k8s.Provider;
  readonly nodePortHost?: pulumi.Output<string>;
  readonly ready: pulumi.Resource[];
  readonly deletedWith: pulumi.Resource;
  readonly imageReplacements: Readonly<Record<string, pulumi.Output<string>>>;

  /** @throws when the service CIDR is not an IPv4 range, or an image for real nodes is missing */
  constructor(name: string, config: EmbeddedClusterConfig, opts?: pulumi.ComponentResourceOptions) {
    super("meshstack:cluster:Embedded", name, {}, opts);
    const real = config.nodes === "real";
    const parent: pulumi.CustomResourceOptions = {
      parent: this,
      ...(real && { dependsOn: this.preflight(name, config) }),
    };
    const serviceCIDR = config.serviceCIDR ?? "10.96.0.0/16";
    const [node, ...workers] = realNodes(config.nodeCount ?? 1);
    const images: BuiltImages = real ? buildImages(name, config.images ?? {}, parent) : {};

    const binary = new GoBinary(
      `${name}-binary`,
      { directory: config.sourceDirectory ?? "runtime/kubernetes", name: BINARY, ldflagsFile: "ldflags.txt" },
      parent,
    );
    const directory = dataDirectory(name, config.dataDirectory, parent);
    const given = config.apiPort === undefined ? {} : { given: { api: config.apiPort } };
    const { ports } = new Ports(`${name}-ports`, { names: ["api"], address: ADDRESS, ...given }, parent);
    const port = ports.apply(({ api }) => api!);
    const server = pulumi.interpolate`https://${ADDRESS}:${port}`;
    const credentials = new ClusterCredentials(
      `${name}-credentials`,
      {
        clusterName: `${pulumi.getProject()}-${pulumi.getStack()}`,
        server,
        serviceIPs: [firstServiceAddress(serviceCIDR)],
        ...(real && { node, workers }),
      },
      parent,
    );

    const { path } = directory;
    const sandboxImage = images[pauseImage]?.image.name;
    const serveConfig = pulumi.all([path, port, sandboxImage]).apply(([folder, apiPort, sandbox]) =>
      json({
        dataDir: `${folder}/data`,
        logDir: `${folder}/logs`,
        pkiDir: `${folder}/pki`,
        apiServer: { bindAddress: ADDRESS, port: apiPort },
        serviceCIDR,
        podCIDR: config.podCIDR ?? "10.244.0.0/16",
        emulatedVersion: config.kubernetesVersion,
        simulatedNodes: !real,
        ...(sandbox !== undefined && {
          node: {
            ...node,
            sandboxImage: sandbox,
            clusterDNS: dnsServiceAddress(serviceCIDR),
          },
          ...(workers.length > 0 && { workers }),
        }),
      }),
    );
    const pki = new Files(`${name}-pki`, { directory: below(path, "pki"), files: credentials.files }, parent);
    const configFiles = new Files(
      `${name}-config`,
      { directory: path, files: { "config.json": serveConfig } },
      parent,
    );
    const kubeconfigFile = new Files(
      `${name}-kubeconfig`,
      { directory: path, files: { kubeconfig: credentials.kubeconfig } },
      parent,
    );
    const configPath = configFiles.paths.apply((paths) => paths["config.json"]!);
    const kubernetes = new Process(
      `${name}-process`,
      {
        command: binary.path,
        args: ["serve", "--config", configPath],
        ...(real && { afterStop: ["cleanup", "--config", configPath] }),
        cwd: path,
        logFile: below(path, `logs/${BINARY}.log`),
        pidFile: below(path, PID_FILE),
        readiness: {
          url: pulumi.interpolate`${server}/readyz`,
          caCertificate: credentials.caCertificate,
          clientCertificate: credentials.adminCertificate,
          clientKey: credentials.adminKey,
          timeoutSeconds: 120,
        },
        restartOn: [pki.fingerprint, configFiles.fingerprint, directory.instance],
      },
      parent,
    );

    this.kubeconfig = pulumi.secret(credentials.kubeconfig);
    this.kubeconfigPath = kubeconfigFile.paths.apply((paths) => paths.kubeconfig!);
    if (real) this.nodePortHost = pulumi.output(ADDRESS);
    this.deletedWith = directory;
    this.provider = new k8s.Provider(
      `${name}-provider`,
      // When the process is deleted, its objects are too; when it has died, the next `up` starts it again.
      {
        kubeconfig: this.kubeconfig,
        // A changed mesh config updates its ConfigMap, which pods have mounted, instead of replacing it.
        enableConfigMapMutable: true,
        deleteUnreachable: true,
        // The identifier is independent of port and certificate, because another cluster means that all objects are
        // replaced.
        clusterIdentifier: `${name}-${pulumi.getProject()}-${pulumi.getStack()}`,
      },
      { parent: this, dependsOn: [kubernetes] },
    );
    const onCluster = { parent: this, provider: this.provider, deletedWith: directory };
    if (real) {
      const imported = [node, ...workers].map((one, i) =>
        importImages(
          name,
          images,
          {
            ...(i > 0 && { node: one.name }),
            address: below(path, `${nodeFolder(i)}/containerd.sock`),
            instance: directory.instance,
          },
          { parent: this, dependsOn: [kubernetes], deletedWith: directory },
        ),
      );
      // Known once the image is on every node, so a workload waits only for its own image.
      this.imageReplacements = Object.fromEntries(
        Object.keys(images).map((official) => [
          official,
          pulumi.all(imported.map((onNode) => onNode[official]!.name)).apply(([first]) => first!),
        ]),
      );
      const pauses = imported.map((onNode) => onNode[pauseImage]!);
      new ClusterDns(
        `${name}-dns`,
        { address: dnsServiceAddress(serviceCIDR), images: { replacements: this.imageReplacements } },
        { ...onCluster, dependsOn: pauses },
      );
      this.ready = [kubernetes, ...pauses];
    } else {
      this.imageReplacements = {};
      this.ready = [
        kubernetes,
        ...Array.from({ length: config.nodeCount ?? 1 }, (_, i) => {
          const node = `node-${i}`;
          return new k8s.core.v1.Node(node, simulatedNode(node), { ...onCluster, dependsOn: [kubernetes] });
        }),
      ];
    }
    this.registerOutputs({ kubeconfigPath: this.kubeconfigPath, server });
  }

  /** Checks the machine before anything is created. */
  private preflight(name: string, config: EmbeddedClusterConfig): MachinePreflight {
    const folder = config.dataDirectory ?? stackDataDirectory();
    return new MachinePreflight(
      `${name}-prerequisites`,
      {
        ...nodeRequirements,
        ...placeRequirements(folder, config.nodeCount ?? 1, config.nodePorts ?? []),
        pidFile: join(folder, PID_FILE),
      },
      { parent: this },
    );
  }
}

const below = (folder: pulumi.Output<string>, name: string): pulumi.Output<string> =>
  pulumi.interpolate`${folder}/${name}`;

/** JSON with a line per field, without undefined fields. */
const json = (config: ServeConfig): string => `${JSON.stringify(config, null, 2)}\n`;
