import * as pulumi from "@pulumi/pulumi";
import { ClusterPreflight } from "../../../runtime/providers/machine/sdk";
import { parseArgs } from "../../parseArgs";
import { ClusterComponent, clusterProvider } from "../clusterComponent";
import { existingArgs, type ExistingClusterConfig, existingProblems } from "./config";
import { hostOf, selectKubeconfig } from "./kubeconfig";
import { preflightRequirements } from "./preflight";

/**
 * An existing cluster, selected by a kubeconfig. Deletion removes only what this stack created. `up` first checks for
 * name conflicts and missing permissions, and aborts before it creates anything.
 */
export class ExistingCluster extends ClusterComponent {
  /**
   * @throws ArgumentsError when an argument is wrong
   * @throws RunError when the kubeconfig is missing, cannot be read or does not contain the context
   */
  constructor(name: string, args: ExistingClusterConfig, opts?: pulumi.ComponentResourceOptions) {
    const config = parseArgs("ExistingCluster", existingArgs, args, existingProblems);
    super("meshstack:cluster:Existing", name, {}, opts);
    const { kubeconfig, path, server } = selectKubeconfig(config);
    const required = new ClusterPreflight(
      `${name}-prerequisites`,
      { ...preflightRequirements(config), kubeconfig },
      { parent: this },
    );
    const provider = clusterProvider(name, { kubeconfig }, { parent: this, dependsOn: [required] });
    const nodePortHost =
      config.nodePortHost === undefined ? server.apply(hostOf) : pulumi.output(config.nodePortHost);
    this.describe({
      kubeconfig,
      ...(path && { kubeconfigPath: path }),
      provider,
      nodePortHost,
      ready: [required],
    });
    this.registerOutputs({ nodePortHost });
  }
}
