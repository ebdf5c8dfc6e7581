import { createTable } from "../checkTable";
import { notUp, readStackState } from "../stackState";
import { run, stackFileOf } from "../usage";
import { accessTo } from "./access";
import { checks as allChecks } from "./checks";
import { controlPlaneOf } from "./controlPlane";
import { watchInterrupts } from "./interrupts";
import { type Options, readOptions } from "./options";
import { type Report, summaryOf } from "./report";
import { runChecks } from "./run";
import { stackEnvironment } from "./stackEnvironment";

/**
 * `make verify`: checks the running environment of a stack. Exit codes: 0 when no check failed, 1 when a check failed or
 * the stack is not up, 2 for a wrong command line or stack file, 130 when it was interrupted.
 */
async function main(options: Options): Promise<number> {
  const { stack, checks } = options;
  const config = stackFileOf("verify", stack);
  const { outputs, kubeconfig } = await readStackState(stack);
  if (kubeconfig === undefined) {
    console.error(notUp(stack));
    return 1;
  }
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
    const { generation } = environment;
    const report: Report = { stack, generation, nodes, summary: summaryOf(reports), checks: reports };
    process.stdout.write(
      options.json ? `${JSON.stringify(report, null, 2)}\n` : table.summary(stack, report.summary),
    );
    return report.summary.failed > 0 ? 1 : 0;
  } catch (error) {
    if (!interrupts.signal.aborted) throw error;
    console.error("verify: interrupted; the changes of checks are reverted");
    return 130;
  } finally {
    interrupts.stop();
    access.close();
  }
}

/** KWOK annotates the nodes that it simulates. */
const isSimulated = ({ metadata }: { metadata: { annotations?: Record<string, string> } }): boolean =>
  metadata.annotations?.["kwok.x-k8s.io/node"] !== undefined;

run("verify", async (args) => {
  const options = readOptions(args, allChecks);
  if (!options.list) return main(options);
  for (const { id, title } of options.checks) console.log(`${id.padEnd(16)}${title}`);
  return 0;
});
