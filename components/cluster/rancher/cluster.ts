import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { ClusterComponent } from "../clusterComponent";
import type { RancherClusterConfig } from "./config";
import { createEnvironment, stackName } from "./environment";
import { createApiKey, credentialFiles, readKubeconfig } from "./kubeconfig";
import { addHost } from "./nodes";
import { checkMachines } from "./preflight";
import { rancherServer } from "./server";

/**
 * Kubernetes by Rancher 1.6, set up as its pages describe: the server with access control, an environment from the
 * Kubernetes template, an agent on each host, and the kubeconfig of the page "CLI". On an existing server, the stack
 * owns only the environment and an API key.
 */
export class RancherCluster extends ClusterComponent {
  /** @throws when neither or both of a new and an existing server are configured, or no host */
  constructor(name: string, config: RancherClusterConfig, opts?: pulumi.ComponentResourceOptions) {
    super("meshstack:cluster:Rancher", name, {}, opts);
    if (config.hosts.length === 0) throw new Error("cluster.hosts: found none; expected at least one host.");
    const own = { parent: this };
    const required = checkMachines(name, config, this);
    const server = rancherServer(name, config, { ...own, dependsOn: required });
    const afterServer = { ...own, dependsOn: [...required, ...server.ready] };
    const apiKey = createApiKey(name, server, afterServer);
    const target = createEnvironment(name, config, server.connection, afterServer);
    const hosts = config.hosts.map((host) => addHost(name, host, config, target, afterServer));
    const kubernetes = readKubeconfig(name, config, target, apiKey, { ...own, dependsOn: hosts });

    const kubeconfig = pulumi.secret(kubernetes.kubeconfig);
    const kubeconfigPath = credentialFiles(name, kubernetes.kubeconfig, server.drawnPassword, own);
    const provider = new k8s.Provider(
      `${name}-provider`,
      {
        kubeconfig,
        enableConfigMapMutable: true,
        // The identifier is independent of the API key, because another cluster means that all objects are replaced.
        clusterIdentifier: `${name}-${stackName()}`,
        deleteUnreachable: config.server !== undefined,
      },
      { ...own, dependsOn: [kubernetes] },
    );
    const nodePortHost =
      config.nodePortHost === undefined ? hosts[0]!.address : pulumi.output(config.nodePortHost);
    this.describe({ kubeconfig, kubeconfigPath, provider, nodePortHost, ready: [kubernetes] });
    this.registerOutputs({ kubeconfigPath, nodePortHost });
  }
}
