import * as pulumi from "@pulumi/pulumi";
import { DockerPreflight } from "../../../runtime/providers/machine/sdk";
import { parseArgs } from "../../parseArgs";
import { ClusterComponent, clusterProvider } from "../clusterComponent";
import { dataDirectory, kubeconfigFile } from "../dataDirectory";
import { type RancherClusterConfig, rancherProblems, rancherSchema } from "./config";
import { createEnvironment, stackName } from "./environment";
import { createApiKey, readKubeconfig } from "./kubeconfig";
import { addHost } from "./nodes";
import { preflightRequirements } from "./preflight";
import { withSecretKey } from "../secretKey";
import { rancherServer } from "./server";

/**
 * Kubernetes by Rancher 1.6, set up as its pages describe: the server with access control, an environment from the
 * Kubernetes template, an agent on each host, and the kubeconfig of the page "CLI". On an existing server, the stack
 * owns only the environment and an API key.
 */
export class RancherCluster extends ClusterComponent {
  /** @throws ArgumentsError when an argument is wrong; Error when a secret key is missing */
  constructor(name: string, args: RancherClusterConfig, opts?: pulumi.ComponentResourceOptions) {
    const config = parseArgs("RancherCluster", rancherSchema, args, rancherProblems);
    super("meshstack:cluster:Rancher", name, {}, opts);
    const own = { parent: this };
    const required = preflightRequirements(config).map(
      ({ name: machine, docker, ...requirements }) =>
        new DockerPreflight(
          `${name}-${machine}-prerequisites`,
          { ...requirements, docker: withSecretKey(docker) },
          own,
        ),
    );
    const server = rancherServer(name, config, { ...own, dependsOn: required });
    const afterServer = { ...own, dependsOn: [...required, ...server.ready] };
    const apiKey = createApiKey(name, server, afterServer);
    const target = createEnvironment(name, config, server.connection, afterServer);
    const hosts = config.hosts.map((host) => addHost(name, host, config, target, afterServer));
    const kubernetes = readKubeconfig(name, config, target, apiKey, { ...own, dependsOn: hosts });

    const kubeconfig = pulumi.secret(kubernetes.kubeconfig);
    const files = {
      kubeconfig: kubernetes.kubeconfig,
      ...(server.drawnPassword && { "admin-password": server.drawnPassword }),
    };
    const directory = dataDirectory(name, undefined, own);
    const kubeconfigPath = kubeconfigFile(`${name}-files`, directory, files, own);
    const clusterIdentifier = `${name}-${stackName()}`;
    const provider = clusterProvider(
      name,
      { kubeconfig, clusterIdentifier, deleteUnreachable: config.server !== undefined },
      { ...own, dependsOn: [kubernetes] },
    );
    const nodePortHost =
      config.nodePortHost === undefined ? hosts[0]!.address : pulumi.output(config.nodePortHost);
    this.describe({ kubeconfig, kubeconfigPath, provider, nodePortHost, ready: [kubernetes] });
    this.registerOutputs({ kubeconfigPath, nodePortHost });
  }
}
