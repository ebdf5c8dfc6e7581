import { type CheckDescription, type Result, resultOf, type Verdict } from "../../lib/checks/check";
import { runChecks } from "../../lib/checks/runChecks";
import { clusterChecks, clusterPreflight } from "../../runtime/providers/machine/preflight/cluster/checks";
import { dockerChecks } from "../../runtime/providers/machine/preflight/docker/checks";
import { machineChecks } from "../../runtime/providers/machine/preflight/machine/checks";
import { clusterRequirements } from "../../stacks/clusterRequirements";
import type { StackConfig } from "../../stacks/config/stackConfig";
import type { BeginChecks } from "../checks/command";
import { abortable } from "../checks/interrupts";
import { CLUSTER, MACHINE, paths, plannedChecks } from "./plannedChecks";
import { toolChecks, toolFacts } from "./toolChecks";

/** The checks that the cluster of a stack decides about. */
const ofCluster: readonly CheckDescription[] = [...machineChecks, ...dockerChecks, ...clusterChecks];

/** All checks of `make doctor`. */
export const doctorChecks: readonly CheckDescription[] = [...toolChecks, ...ofCluster];

const idsOf = (checks: readonly CheckDescription[]): string[] => checks.map(({ id }) => id);

/** The result of the first cluster check, for a cluster that cannot be checked. */
const unchecked = (verdict: Verdict): Result[] => [resultOf(clusterChecks[0]!, verdict)];

/**
 * Runs all preflight checks of a stack.
 * @param outputs the outputs of the stack; empty if it is not up
 * @param options.begin begins the checks of a subject
 * @throws the signal's reason when it is aborted
 */
export async function examine(
  stack: string,
  config: StackConfig,
  outputs: Readonly<Record<string, string>>,
  { begin, signal }: { begin: BeginChecks; signal: AbortSignal },
): Promise<void> {
  const report = async (
    subject: string,
    results: Promise<Result[]> | Result[],
    instead: readonly CheckDescription[] = [],
  ) => {
    const add = begin(subject, idsOf(instead));
    (await results).forEach(add);
    signal.throwIfAborted();
  };
  await report(MACHINE, runChecks(toolChecks, [toolRequirements(config), toolFacts()]));
  let planned: ReturnType<typeof plannedChecks>;
  try {
    planned = plannedChecks(stack, config, Object.keys(outputs).length > 0);
  } catch (error) {
    // An error such as a missing kubeconfig, with which `up` fails too.
    return report(CLUSTER, unchecked({ failures: [(error as Error).message] }), ofCluster);
  }
  for (const { subject, run } of planned) await report(subject, run(signal));
  if (config.cluster.driver === "existing") return;
  const { kubeconfigPath } = outputs;
  const instead = kubeconfigPath === undefined ? clusterChecks : [];
  await report(CLUSTER, abortable(checkOwnCluster(config, kubeconfigPath), signal), instead);
}

/**
 * The embedded driver builds Kubernetes with Go. The Go module of Istio, for the images of real nodes and for the template of
 * automatic injection, requires a newer Go.
 */
function toolRequirements({ cluster, mesh }: StackConfig) {
  const isEmbedded = cluster.driver === "embedded";
  const readsIstio =
    (isEmbedded && cluster.nodes === "real") || (mesh.istio === "current" && mesh.automaticInjection);
  if (readsIstio) return { node: "20.0", go: "1.26" };
  return { node: "20.0", ...(isEmbedded && { go: "1.25" }) };
}

/** Checks the cluster of a driver that creates it, which exists only while the stack is up. */
async function checkOwnCluster(config: StackConfig, kubeconfig: string | undefined): Promise<Result[]> {
  const { driver } = config.cluster;
  if (kubeconfig === undefined) {
    return unchecked({ skipped: `the driver ${driver} creates the cluster, and the stack is not up` });
  }
  const requirements = clusterRequirements(config);
  // The embedded cluster runs its Service network as a process, not as pods.
  const network = driver !== "embedded";
  const given = clusterPreflight.inputs.parse({
    ...requirements,
    for: "the environment",
    kubeconfig,
    network,
  });
  return clusterPreflight.run(given, paths, given);
}
