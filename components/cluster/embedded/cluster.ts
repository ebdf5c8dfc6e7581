import { resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { listProblems } from "../../../lib/schemaProblems";
import { MachinePreflight } from "../../../runtime/providers/machine/sdk";
import { parseArgs } from "../../parseArgs";
import { ClusterComponent, clusterProvider } from "../clusterComponent";
import { kubeconfigFile, projectRoot, stackDataDirectory } from "../dataDirectory";
import { embeddedArgs, type EmbeddedClusterConfig, type EmbeddedClusterSettings } from "./config";
import { createCredentials } from "./kubeconfig";
import { realNodeFiles } from "./nodeImages";
import { createNodes } from "./nodes";
import { createPlace } from "./place";
import { preflightRequirements } from "./preflight";
import { startCluster } from "./process";
import { changedRanges } from "./ranges";

/**
 * An embedded Kubernetes cluster: etcd, API server, controller manager and scheduler as processes on this machine, in
 * one binary that is built from Go modules. Its nodes are simulated (by KWOK: pods are scheduled and reported ready,
 * but no container runs and no NodePort answers) or real (kubelet, kube-proxy and containerd, in their own namespaces).
 * Everything listens on loopback, with the cluster's own certificates.
 */
export class EmbeddedCluster extends ClusterComponent {
  /**
   * @throws ArgumentsError when an argument is wrong
   * @throws RunError when the cluster exists with other IP ranges
   * @throws when the service CIDR is too small, or an image or the root file system for real nodes is missing
   */
  constructor(name: string, args: EmbeddedClusterConfig, opts?: pulumi.ComponentResourceOptions) {
    const config = parseArgs("EmbeddedCluster", embeddedArgs, args);
    const changed = changedRanges(config, folderOf(config));
    if (changed.length > 0)
      throw new pulumi.RunError(`the cluster exists with other IP ranges:\n${listProblems(changed).lines}`);
    super("meshstack:cluster:Embedded", name, {}, opts);
    const isReal = config.nodes === "real";
    const checked = isReal && { dependsOn: checkMachine(name, config, this) };
    const child: pulumi.CustomResourceOptions = { parent: this, ...checked };
    // The binary is needed first and takes longest, so its build starts first.
    const place = createPlace(name, config, child);
    const { directory, server } = place;
    const real = isReal ? realNodeFiles(name, config, child) : undefined;
    const credentials = createCredentials(name, config, server, child);
    const kubernetes = startCluster(name, config, { place, credentials, real }, child);

    const { kubeconfig: content } = credentials;
    const kubeconfig = pulumi.secret(content);
    const kubeconfigPath = kubeconfigFile(`${name}-kubeconfig`, directory, { kubeconfig: content }, child);
    const clusterIdentifier = `${name}-${pulumi.getProject()}-${pulumi.getStack()}`;
    const provider = clusterProvider(
      name,
      // When the process is deleted, its objects are too; when it has died, the next `up` starts it again.
      { kubeconfig, clusterIdentifier, deleteUnreachable: true },
      { parent: this, dependsOn: [kubernetes] },
    );
    const nodes = createNodes(name, config, { kubernetes, provider, directory, real }, this);
    const ready = [kubernetes, ...nodes.ready];
    this.describe({ ...nodes, ready, kubeconfig, kubeconfigPath, provider, deletedWith: directory });
    this.registerOutputs({ kubeconfigPath, server });
  }
}

/** The path of the cluster's folder, before the folder is registered. */
const folderOf = ({ dataDirectory }: EmbeddedClusterSettings): string =>
  dataDirectory === undefined ? stackDataDirectory() : resolve(projectRoot(), dataDirectory);

/** Checks the machine before anything is created. */
function checkMachine(
  name: string,
  config: EmbeddedClusterSettings,
  parent: pulumi.Resource,
): MachinePreflight {
  const { dataDirectory } = config;
  return new MachinePreflight(
    `${name}-prerequisites`,
    preflightRequirements(config, dataDirectory ?? stackDataDirectory()),
    // A change of the default paths is ignored: the folder of a stack stays when the checkout moves.
    dataDirectory === undefined
      ? { parent, ignoreChanges: ["userNamespaceFor", "disk[0].path", "pidFile"] }
      : { parent },
  );
}
