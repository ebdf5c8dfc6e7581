import { createTable } from "../checkTable";
import { kubectlAccess } from "../kubectlCommand";
import { connectionOf, NotUpError, readStackState, type StackKubeconfig } from "../stackState";
import { readStackFile } from "../stackFile";
import { run } from "../usage";
import { checks as allChecks } from "./checks";
import { Cluster } from "./cluster";
import { controlPlaneOf } from "./controlPlane";
import { watchInterrupts } from "./interrupts";
import { Kubectl } from "./kubectl";
import { type Options, readOptions } from "./options";
import { type Report, summaryOf } from "./report";
import { runChecks } from "./run";
import { stackEnvironment } from "./stackEnvironment";

/**
 * `make verify`: checks the running environment of a stack. Exit codes: 0 when no check failed, 1 when a check failed or
 * the stack is not up, 2 for a wrong command line or stack file, 130 when it was interrupted.
 */
async function verify(options: Options): Promise<number> {
  const { stack, checks } = options;
  const config = readStackFile(stack);
  const { outputs, kubeconfig } = await readStackState(stack);
  if (kubeconfig === undefined) throw new NotUpError(stack);
  const access = accessTo(kubeconfig);
  const interrupts = watchInterrupts();
  try {
    const environment = stackEnvironment(stack, config, outputs);
    const nodes = (await access.cluster.nodes()).some(isSimulated) ? "simulated" : "real";
    const table = createTable(
      checks.map(({ id }) => id),
      { colour: process.stdout.isTTY && process.env.NO_COLOR === undefined },
    );
    const print = (text: string) => options.json || process.stdout.write(text);
    print(table.head());
    const reports = await runChecks(
      checks,
      { ...access, environment, controlPlane: controlPlaneOf(environment), nodes, signal: interrupts.signal },
      { timeoutMs: options.timeoutMs, onReport: (report) => print(table.row(report)) },
    );
    const { istio } = environment;
    const report: Report = { stack, istio, nodes, summary: summaryOf(reports), checks: reports };
    process.stdout.write(
      options.json ? `${JSON.stringify(report, null, 2)}\n` : table.summary(stack, report.summary),
    );
    return report.summary.failed > 0 ? 1 : 0;
  } catch (error) {
    if (!interrupts.signal.aborted) throw error;
    process.stderr.write("verify: interrupted; the changes of checks are reverted\n");
    return 130;
  } finally {
    interrupts.stop();
    access.close();
  }
}

/**
 * Access to the cluster of a stack. `close` closes connections and deletes temporary files.
 * @throws KubeconfigError when the kubeconfig is invalid
 */
function accessTo(kubeconfig: StackKubeconfig) {
  const cluster = new Cluster(connectionOf(kubeconfig));
  const access = kubectlAccess(kubeconfig);
  return {
    cluster,
    kubectl: new Kubectl(access),
    close() {
      cluster.close();
      access.close();
    },
  };
}

/** KWOK annotates the nodes that it simulates. */
const isSimulated = ({ metadata }: { metadata: { annotations?: Record<string, string> } }): boolean =>
  metadata.annotations?.["kwok.x-k8s.io/node"] !== undefined;

export async function main(args: readonly string[]): Promise<number> {
  const options = readOptions(args, allChecks);
  if (!options.list) return verify(options);
  for (const { id, title } of options.checks) console.log(`${id.padEnd(16)}${title}`);
  return 0;
}

export const start = (): void => run("verify", main);
