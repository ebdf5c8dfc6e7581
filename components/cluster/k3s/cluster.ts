import * as pulumi from "@pulumi/pulumi";
import { DockerPreflight } from "../../../runtime/providers/machine/sdk";
import { parseArgs } from "../../parseArgs";
import { ClusterComponent, clusterProvider } from "../clusterComponent";
import { dataDirectory, kubeconfigFile } from "../dataDirectory";
import { k3sArgs, type K3sClusterConfig, k3sProblems } from "./config";
import { createCredentials } from "./kubeconfig";
import { K3sNodes } from "./nodes";
import { preflightRequirements } from "./preflight";
import { createDockerResources, siteOf } from "./site";

/**
 * k3s in containers: a network, and a container with data volumes for each server and agent. The program creates the
 * cluster's authorities and places them before the first start. So the kubeconfig is known here and is never read from
 * a container, which may be on another host.
 */
export class K3sCluster extends ClusterComponent {
  /** @throws ArgumentsError when an argument is wrong; Error when an address range is too small for its nodes */
  constructor(name: string, args: K3sClusterConfig, opts?: pulumi.ComponentResourceOptions) {
    const config = parseArgs("K3sCluster", k3sArgs, args, k3sProblems);
    super("meshstack:cluster:K3s", name, {}, opts);
    const site = siteOf(name, config, this);
    const required = new DockerPreflight(
      `${name}-prerequisites`,
      { ...preflightRequirements(config, site.prefix), docker: site.docker },
      { parent: this },
    );
    const credentials = createCredentials(site);
    const docker = createDockerResources(site, required);
    const nodes = new K3sNodes({ site, docker, kubeconfig: credentials.kubeconfig }, credentials);
    const servers = nodes.addServers();
    const ready = [...servers, ...nodes.addAgents(servers)];

    const kubeconfig = pulumi.secret(credentials.kubeconfig);
    const afterChecks = { parent: this, dependsOn: required };
    const directory = dataDirectory(name, config.dataDirectory, afterChecks);
    const kubeconfigPath = kubeconfigFile(`${name}-kubeconfig`, directory, { kubeconfig }, afterChecks);
    const clusterIdentifier = `${name}-${pulumi.getProject()}-${pulumi.getStack()}`;
    const provider = clusterProvider(
      name,
      { kubeconfig, clusterIdentifier },
      { parent: this, dependsOn: ready },
    );
    const nodePortHost = pulumi.output(site.host);
    this.describe({ kubeconfig, kubeconfigPath, provider, nodePortHost, ready, deletedWith: nodes.data });
    this.registerOutputs({ kubeconfigPath, nodePortHost });
  }
}
