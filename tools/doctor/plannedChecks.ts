import { embeddedArgs } from "../../components/cluster/embedded/config";
import { preflightRequirements as embedded } from "../../components/cluster/embedded/preflight";
import { existingArgs, existingProblems } from "../../components/cluster/existing/config";
import { preflightRequirements as existing } from "../../components/cluster/existing/preflight";
import { k3sArgs, k3sProblems } from "../../components/cluster/k3s/config";
import { preflightRequirements as k3s } from "../../components/cluster/k3s/preflight";
import { rancherProblems, rancherSchema } from "../../components/cluster/rancher/config";
import { preflightRequirements as rancher } from "../../components/cluster/rancher/preflight";
import { parseArgs } from "../../components/parseArgs";
import { kubeconfigPaths, readSources } from "../../lib/kubeconfig/files";
import { selectContext } from "../../lib/kubeconfig/selectContext";
import { stackFolder, stateHome } from "../../lib/paths";
import {
  clusterPreflight,
  dockerPreflight,
  machinePreflight,
} from "../../runtime/providers/machine/sdk/preflight";
import { clusterConfig } from "../../stacks/clusterConfig";
import { NAMESPACE } from "../../stacks/config/readConfig";
import type { StackConfig } from "../../stacks/config/stackConfig";
import { root } from "../checkout";

/** A preflight resource that the cluster of a stack registers. */
export interface PlannedCheck {
  /** Its type token. */
  type: string;
  inputs: Readonly<Record<string, unknown>>;
}

/**
 * The preflight checks of a stack.
 * @throws the error of the driver for an invalid configuration
 */
export function plannedChecks(stack: string, config: StackConfig): PlannedCheck[] {
  const cluster = clusterConfig(config);
  const owner = `${NAMESPACE}-${stack}`;
  switch (cluster.driver) {
    case "embedded": {
      const settings = parseArgs("EmbeddedCluster", embeddedArgs, cluster);
      if (settings.nodes === "simulated") return [];
      const folder = settings.dataDirectory ?? stackFolder(stateHome(), root, stack);
      return [{ type: machinePreflight.type, inputs: { ...embedded(settings, folder) } }];
    }
    case "k3s": {
      const settings = parseArgs("K3sCluster", k3sArgs, cluster, k3sProblems);
      const requirements = k3s(settings, settings.name ?? owner);
      return [{ type: dockerPreflight.type, inputs: { ...requirements, docker: settings.docker } }];
    }
    case "rancher": {
      const settings = parseArgs("RancherCluster", rancherSchema, cluster, rancherProblems);
      return rancher(settings, owner).map(({ name: _, ...inputs }) => ({
        type: dockerPreflight.type,
        inputs,
      }));
    }
    case "existing": {
      const settings = parseArgs("ExistingCluster", existingArgs, cluster, existingProblems);
      const { kubeconfig: text, kubeconfigPath, context } = settings;
      const sources =
        text === undefined
          ? readSources(kubeconfigPaths(kubeconfigPath, { directory: root }))
          : [{ text: text as string }];
      const { kubeconfig, warnings } = selectContext(sources, context);
      for (const warning of warnings) console.error(warning);
      return [{ type: clusterPreflight.type, inputs: { ...existing(settings), kubeconfig } }];
    }
  }
}
