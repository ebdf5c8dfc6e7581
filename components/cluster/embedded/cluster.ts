import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { ClusterCredentials, type Directory } from "../../../runtime/providers/machine/sdk";
import { dnsServiceAddress, firstServiceAddress } from "../addresses";
import { ClusterComponent } from "../clusterComponent";
import type { Cluster } from "../types";
import { ClusterDns } from "./clusterDns";
import type { EmbeddedClusterConfig } from "./config";
import { importIntoNodes } from "./nodeImages";
import { realNodes, simulatedNodes } from "./nodes";
import { ADDRESS, createPlace, writeFile } from "./place";
import { machinePreflight } from "./preflight";
import { startCluster } from "./process";
import { type RealNodeFiles, realNodeFiles } from "./realNodeFiles";
import { SERVICE_CIDR, serveConfigText } from "./serveConfig";

/**
 * An embedded Kubernetes cluster: etcd, API server, controller manager and scheduler as processes on this machine, in
 * one binary that is built from Go modules. Its nodes are simulated (by KWOK: pods are scheduled and reported ready,
 * but no container runs and no NodePort answers) or real (kubelet, kube-proxy and containerd, in their own namespaces).
 * Everything listens on loopback, with the cluster's own certificates.
 */
export class EmbeddedCluster extends ClusterComponent {
  /**
   * @throws when the service CIDR is not an IPv4 range, or an image or the root file system for real nodes is missing
   */
  constructor(name: string, config: EmbeddedClusterConfig, opts?: pulumi.ComponentResourceOptions) {
    super("meshstack:cluster:Embedded", name, {}, opts);
    const isReal = config.nodes === "real";
    const checked = isReal && { dependsOn: machinePreflight(name, config, { parent: this }) };
    const child: pulumi.CustomResourceOptions = { parent: this, ...checked };
    // The binary is needed first and takes longest, so its build starts first.
    const place = createPlace(name, config, child);
    const { directory, server } = place;
    const real = isReal ? realNodeFiles(name, config, child) : undefined;
    const credentials = this.credentials(name, config, server, child);
    const kubernetes = startCluster(
      name,
      {
        place,
        credentials,
        config: serveConfigText(config, {
          folder: directory.path,
          port: place.port,
          ...(real && { real: real.programs }),
        }),
        ...(real && { root: real.programs.root }),
        restartOn: real ? [real.instance] : [],
      },
      child,
    );

    const kubeconfig = pulumi.secret(credentials.kubeconfig);
    const kubeconfigPath = writeFile(
      `${name}-kubeconfig`,
      directory,
      "kubeconfig",
      credentials.kubeconfig,
      child,
    ).path;
    const provider = this.kubernetesProvider(name, kubeconfig, kubernetes);
    const after = { parent: this, dependsOn: [kubernetes], deletedWith: directory };
    const nodes = real
      ? this.createRealNodes(name, config, real, directory, { ...after, provider })
      : { ready: simulatedNodes(config.nodeCount ?? 1, { ...after, provider }) };
    this.describe({
      ...nodes,
      ready: [kubernetes, ...nodes.ready],
      kubeconfig,
      kubeconfigPath,
      provider,
      deletedWith: directory,
    });
    this.registerOutputs({ kubeconfigPath, server });
  }

  private credentials(
    name: string,
    { nodes, nodeCount = 1, serviceCIDR = SERVICE_CIDR }: EmbeddedClusterConfig,
    server: pulumi.Input<string>,
    opts: pulumi.CustomResourceOptions,
  ): ClusterCredentials {
    const [node, ...workers] = realNodes(nodeCount);
    return new ClusterCredentials(
      `${name}-credentials`,
      {
        clusterName: `${pulumi.getProject()}-${pulumi.getStack()}`,
        server,
        serviceIPs: [firstServiceAddress(serviceCIDR)],
        ...(nodes === "real" && { node, workers }),
      },
      opts,
    );
  }

  private kubernetesProvider(
    name: string,
    kubeconfig: pulumi.Output<string>,
    kubernetes: pulumi.Resource,
  ): k8s.Provider {
    return new k8s.Provider(
      `${name}-provider`,
      // When the process is deleted, its objects are too; when it has died, the next `up` starts it again.
      {
        kubeconfig,
        // A changed mesh config updates its ConfigMap, which pods have mounted, instead of replacing it.
        enableConfigMapMutable: true,
        deleteUnreachable: true,
        // The identifier is independent of port and certificate, because another cluster means that all objects are
        // replaced.
        clusterIdentifier: `${name}-${pulumi.getProject()}-${pulumi.getStack()}`,
      },
      { parent: this, dependsOn: [kubernetes] },
    );
  }

  /** Imports the images into the nodes, and creates the cluster's DNS. */
  private createRealNodes(
    name: string,
    config: EmbeddedClusterConfig,
    { images, programs: { root } }: RealNodeFiles,
    directory: Directory,
    { provider, ...opts }: pulumi.CustomResourceOptions,
  ): Pick<Cluster, "ready" | "nodePortHost" | "imageReplacements"> {
    const { pauses, replacements } = importIntoNodes(name, config, { images, root }, directory, opts);
    new ClusterDns(
      `${name}-dns`,
      { address: dnsServiceAddress(config.serviceCIDR ?? SERVICE_CIDR), images: { replacements } },
      { parent: this, provider, deletedWith: directory, dependsOn: pauses },
    );
    return { ready: pauses, nodePortHost: pulumi.output(ADDRESS), imageReplacements: replacements };
  }
}
