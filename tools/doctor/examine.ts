import { isAbsolute, resolve } from "node:path";
import { clusterChecks } from "../../runtime/providers/machine/preflight/cluster/checks";
import { cluster } from "../../runtime/providers/machine/clusterPreflight";
import { docker } from "../../runtime/providers/machine/dockerPreflight";
import { addressOf } from "../../lib/clients/docker/withDaemon";
import {
  type CheckResult,
  evaluate,
  resultOf,
  type Verdict,
} from "../../runtime/providers/machine/preflight/check";
import { machine } from "../../runtime/providers/machine/machinePreflight";
import { clusterRequirements } from "../../stacks/clusterRequirements";
import type { StackConfig } from "../../stacks/config/stackConfig";
import { root } from "../checkout";
import { type PlannedCheck, plannedChecks } from "./plannedChecks";
import { type CheckReport, reportsOf } from "./report";
import { toolChecks, toolFacts } from "./toolChecks";

const MACHINE = "This machine";
const CLUSTER = "The cluster";

/** Reports a verdict as the first cluster check, if the cluster cannot be checked. */
const asCluster = (verdict: Verdict): CheckResult => resultOf(clusterChecks[0]!, verdict);

const context = { resolve: (path: string) => (isAbsolute(path) ? path : resolve(root, path)) };

/**
 * Runs all preflight checks of a stack.
 * @param outputs the outputs of the stack; empty if it is not up
 */
export async function examine(
  stack: string,
  config: StackConfig,
  outputs: Readonly<Record<string, string>>,
): Promise<CheckReport[]> {
  const reports = reportsOf(MACHINE, evaluate(toolChecks, toolRequirements(config), toolFacts()));
  let planned: PlannedCheck[];
  try {
    planned = await plannedChecks(stack, config);
  } catch (error) {
    // An error such as a missing kubeconfig, with which `up` fails too.
    return [
      ...reports,
      ...reportsOf(CLUSTER, [asCluster({ failures: [{ text: (error as Error).message }] })]),
    ];
  }
  const isUp = Object.keys(outputs).length > 0;
  for (const check of planned) reports.push(...(await runCheck(check, isUp)));
  if (!planned.some(({ type }) => type === cluster.type)) {
    reports.push(...(await checkOwnCluster(config, outputs.kubeconfigPath)));
  }
  return reports;
}

/** The embedded driver builds Kubernetes with Go. The images of real nodes require a newer Go. */
function toolRequirements({ cluster: { driver, ...settings } }: StackConfig) {
  if (driver !== "embedded") return { node: "20.0" };
  return { node: "20.0", go: "nodes" in settings && settings.nodes === "real" ? "1.26" : "1.25" };
}

async function runCheck({ type, inputs }: PlannedCheck, isUp: boolean): Promise<CheckReport[]> {
  const { met: _, ...given } = inputs;
  switch (type) {
    case machine.type:
      return reportsOf(MACHINE, await machine.run(machine.inputs.parse(given), context));
    case docker.type: {
      const requirements = docker.inputs.parse(given);
      const subject = `The Docker daemon at ${addressOf(requirements.docker)}, for ${requirements.for}`;
      return reportsOf(subject, await docker.run(requirements, context));
    }
    default: {
      const requirements = cluster.inputs.parse(given);
      return reportsOf(CLUSTER, await cluster.run(requirements, context, isUp ? requirements : undefined));
    }
  }
}

/** Checks the cluster of a driver that creates it, which exists only while the stack is up. */
async function checkOwnCluster(config: StackConfig, kubeconfig: string | undefined): Promise<CheckReport[]> {
  const { driver } = config.cluster;
  if (kubeconfig === undefined) {
    const skipped = `the driver ${driver} creates the cluster, and the stack is not up`;
    return reportsOf(CLUSTER, [asCluster({ skipped })]);
  }
  const requirements = await clusterRequirements(config);
  // The embedded cluster runs its Service network as a process, not as pods.
  const network = driver !== "embedded";
  const given = cluster.inputs.parse({ ...requirements, for: "the environment", kubeconfig, network });
  return reportsOf(CLUSTER, await cluster.run(given, context, given));
}
