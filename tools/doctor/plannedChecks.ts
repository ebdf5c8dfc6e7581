import { isAbsolute, resolve } from "node:path";
import { embeddedArgs } from "../../components/cluster/embedded/config";
import { preflightRequirements as embedded } from "../../components/cluster/embedded/preflight";
import { existingArgs, existingProblems } from "../../components/cluster/existing/config";
import { preflightRequirements as existing } from "../../components/cluster/existing/preflight";
import { k3sArgs, k3sProblems } from "../../components/cluster/k3s/config";
import { preflightRequirements as k3s } from "../../components/cluster/k3s/preflight";
import { rancherProblems, rancherSchema } from "../../components/cluster/rancher/config";
import { preflightRequirements as rancher } from "../../components/cluster/rancher/preflight";
import { parseArgs } from "../../components/parseArgs";
import type { Result } from "../../lib/checks/check";
import { addressOf } from "../../lib/clients/docker/withDaemon";
import { kubeconfigPaths, readSources } from "../../lib/kubeconfig/files";
import { selectContext } from "../../lib/kubeconfig/selectContext";
import { stackFolder, stateHome } from "../../lib/paths";
import { clusterPreflight } from "../../runtime/providers/machine/preflight/cluster/checks";
import { dockerPreflight } from "../../runtime/providers/machine/preflight/docker/checks";
import { machinePreflight } from "../../runtime/providers/machine/preflight/machine/checks";
import { clusterConfig } from "../../stacks/clusterConfig";
import { NAMESPACE } from "../../stacks/config/readConfig";
import type { StackConfig } from "../../stacks/config/stackConfig";
import { abortable } from "../checks/interrupts";
import { root } from "../checkout";

export const MACHINE = "This machine";
export const CLUSTER = "The cluster";

/** What a preflight resource of the stack's cluster checks. */
interface PlannedCheck {
  /** What is checked, such as `This machine`. */
  subject: string;
  /** @throws the signal's reason when it is aborted */
  run(signal: AbortSignal): Promise<Result[]>;
}

/**
 * The preflight checks of a stack.
 * @param isUp whether the stack exists, so that its own objects count as free
 * @throws the error of the driver for an invalid configuration
 */
export function plannedChecks(stack: string, config: StackConfig, isUp: boolean): PlannedCheck[] {
  const cluster = clusterConfig(config);
  const owner = `${NAMESPACE}-${stack}`;
  switch (cluster.driver) {
    case "embedded": {
      const settings = parseArgs("EmbeddedCluster", embeddedArgs, cluster);
      if (settings.nodes === "simulated") return [];
      const folder = settings.dataDirectory ?? stackFolder(stateHome(), root, stack);
      const requirements = machinePreflight.inputs.parse(embedded(settings, folder));
      // Not aborted: it mounts a file system in a temporary folder, which it deletes.
      return [{ subject: MACHINE, run: () => machinePreflight.run(requirements, paths) }];
    }
    case "k3s": {
      const settings = parseArgs("K3sCluster", k3sArgs, cluster, k3sProblems);
      const requirements = k3s(settings, settings.name ?? owner);
      return [daemonCheck({ ...requirements, docker: settings.docker })];
    }
    case "rancher": {
      const settings = parseArgs("RancherCluster", rancherSchema, cluster, rancherProblems);
      return rancher(settings, owner).map(({ name: _, ...inputs }) => daemonCheck(inputs));
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
      const requirements = clusterPreflight.inputs.parse({ ...existing(settings), kubeconfig });
      const own = isUp ? requirements : undefined;
      const run = (signal: AbortSignal) => abortable(clusterPreflight.run(requirements, paths, own), signal);
      return [{ subject: CLUSTER, run }];
    }
  }
}

function daemonCheck(inputs: object): PlannedCheck {
  const requirements = dockerPreflight.inputs.parse(inputs);
  return {
    subject: `The Docker daemon at ${addressOf(requirements.docker)}, for ${requirements.for}`,
    run: (signal) => abortable(dockerPreflight.run(requirements, paths), signal),
  };
}

/** Paths are relative to the checkout. */
export const paths = { resolve: (path: string) => (isAbsolute(path) ? path : resolve(root, path)) };
