import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { dataDirectory } from "../dataDirectory";
import { DockerPreflight, Files } from "../../../runtime/providers/machine/sdk";
import {
  RancherApiKey,
  RancherEnvironment,
  RancherKubernetes,
  RancherRegistration,
} from "../../../runtime/providers/rancher/sdk";
import type { Cluster } from "../types";
import type { RancherClusterConfig } from "./config";
import { withSecretKey } from "../config";
import { addHost } from "./nodes";
import { existingServer, type RancherServer, runServer, serverName } from "./server";
import { portOf } from "./server";

/** MiB. https://rancher.com/docs/rancher/v1.6/en/installing-rancher/installing-server/#requirements */
const SERVER_MEMORY = 1024;

/**
 * Kubernetes by Rancher 1.6, set up as its pages describe: the server with access control, an environment from the
 * Kubernetes template, an agent on each host, and the kubeconfig of the page "CLI". On an existing server, the stack
 * owns only the environment and an API key.
 */
export class RancherCluster extends pulumi.ComponentResource implements Cluster {
  readonly kubeconfig: pulumi.Output<string>;
  readonly kubeconfigPath: pulumi.Output<string>;
  readonly provider: k8s.Provider;
  readonly nodePortHost: pulumi.Output<string>;
  readonly ready: pulumi.Resource[];

  /** @throws when neither or both of a new and an existing server are given, or no host */
  constructor(name: string, config: RancherClusterConfig, opts?: pulumi.ComponentResourceOptions) {
    super("meshstack:cluster:Rancher", name, {}, opts);
    const prerequisites = this.preflight(name, config);
    const parent: pulumi.CustomResourceOptions = { parent: this, dependsOn: prerequisites };
    const server = this.server(name, config, parent);
    const { connection } = server;
    const after = { parent: this, dependsOn: [...prerequisites, ...server.ready] };
    const who = `${pulumi.getProject()}/${pulumi.getStack()}`;

    const apiKey = new RancherApiKey(
      `${name}-api-key`,
      { server: connection, name: `kubectl: ${who}`, description: "Provides access to kubectl" },
      after,
    );
    const environmentName = config.environment ?? "kubernetes";
    const environment = new RancherEnvironment(
      `${name}-environment`,
      {
        server: connection,
        name: environmentName,
        template: config.template ?? "Kubernetes",
        owner: `Made by the Pulumi stack ${who}`,
        timeoutSeconds: config.timeouts?.environment ?? 600,
      },
      after,
    );
    const { environmentId } = environment;
    const registration = new RancherRegistration(
      `${name}-registration`,
      { server: connection, environmentId, name: `Pulumi stack ${who}` },
      after,
    );
    const hosts = config.hosts.map((host) =>
      addHost(name, host, config, { connection, environmentId, registration }, after),
    );
    const kubernetes = new RancherKubernetes(
      `${name}-kubernetes`,
      {
        server: connection,
        environmentId,
        environmentName,
        accessKey: apiKey.accessKey,
        secretKey: apiKey.secretKey,
        timeoutSeconds: config.timeouts?.kubernetes ?? 1200,
      },
      { parent: this, dependsOn: hosts },
    );

    this.kubeconfig = pulumi.secret(kubernetes.kubeconfig);
    this.kubeconfigPath = this.files(name, kubernetes, server.drawnPassword);
    this.nodePortHost =
      config.nodePortHost === undefined ? hosts[0]!.address : pulumi.output(config.nodePortHost);
    this.provider = new k8s.Provider(
      `${name}-provider`,
      {
        kubeconfig: this.kubeconfig,
        enableConfigMapMutable: true,
        // The identifier is independent of the API key, because another cluster means that all objects are replaced.
        clusterIdentifier: `${name}-${who}`,
        deleteUnreachable: config.server !== undefined,
      },
      { parent: this, dependsOn: [kubernetes] },
    );
    this.ready = [kubernetes];
    this.registerOutputs({ kubeconfigPath: this.kubeconfigPath, nodePortHost: this.nodePortHost });
  }

  private server(
    name: string,
    { server, existing, timeouts = {} }: RancherClusterConfig,
    parent: pulumi.CustomResourceOptions,
  ): RancherServer {
    if ((server === undefined) === (existing === undefined)) {
      throw new Error("give either a Rancher server to run (server) or one that exists (existing)");
    }
    return existing === undefined
      ? runServer(name, server!, timeouts, parent)
      : existingServer(existing, timeouts);
  }

  /** Checks the server's machine and each host before anything is created. */
  private preflight(name: string, config: RancherClusterConfig): DockerPreflight[] {
    if (config.hosts.length === 0) throw new Error("a Rancher environment needs at least one host");
    const { server } = config;
    const ofServer =
      server === undefined
        ? []
        : [
            new DockerPreflight(
              `${name}-server-prerequisites`,
              {
                for: "the Rancher server",
                docker: withSecretKey(server.docker),
                ports: [{ port: portOf(server), for: "the Rancher server (cluster.server.port)" }],
                containers: [serverName()],
                memory: SERVER_MEMORY,
              },
              { parent: this },
            ),
          ];
    const ofHosts = config.hosts.map(
      (host) =>
        new DockerPreflight(
          `${name}-host-${host.name}-prerequisites`,
          {
            for: `the Rancher host ${host.name}`,
            docker: withSecretKey(host.docker),
            privileged: config.capabilities === undefined,
            capabilities: [...(config.capabilities ?? [])],
          },
          { parent: this },
        ),
    );
    return [...ofServer, ...ofHosts];
  }

  /** Writes the credentials for users to files. @returns the kubeconfig's path */
  private files(
    name: string,
    kubernetes: RancherKubernetes,
    adminPassword: pulumi.Output<string> | undefined,
  ): pulumi.Output<string> {
    const directory = dataDirectory(name, undefined, { parent: this });
    const files = new Files(
      `${name}-files`,
      {
        directory: directory.path,
        files: {
          kubeconfig: kubernetes.kubeconfig,
          ...(adminPassword !== undefined && { "admin-password": adminPassword }),
        },
      },
      { parent: this },
    );
    return files.paths.apply((paths) => paths.kubeconfig!);
  }
}
