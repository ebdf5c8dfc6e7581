import { readStackFile } from "../stackFile";
import { stackOutputs } from "../stackOutputs";
import { accessTo } from "./access";
import { checks as allChecks } from "./checks";
import { controlPlaneOf } from "./controlPlane";
import { watchInterrupts } from "./interrupts";
import { type Options, readOptions } from "./options";
import { type Report, summaryOf } from "./report";
import { runChecks } from "./run";
import { stackEnvironment } from "./stackEnvironment";
import { createTable } from "./table";
import { UsageError } from "../usage";

/**
 * `make verify`: the manual's checks, on the running environment. Ends with 0 when all that could be made passed, with 1
 * when one failed or the stack is not up, with 2 when the command line or the stack file is wrong, with 130 when it was
 * interrupted.
 */
async function main(options: Options): Promise<number> {
  const { stack, checks } = options;
  const config = usage(() => readStackFile(stack));
  const outputs = await stackOutputs(stack);
  const access = await accessTo(stack, config, outputs);
  if (access === undefined) {
    console.error(`Stack ${stack} is not up: it has no cluster. Bring it up with make up STACK=${stack}.`);
    return 1;
  }
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
    process.stdout.write(options.json ? `${JSON.stringify(report, null, 2)}\n` : table.summary(report));
    return report.summary.failed > 0 ? 1 : 0;
  } catch (error) {
    if (!interrupts.signal.aborted) throw error;
    console.error("verify: interrupted; what was changed for a check is put back");
    return 130;
  } finally {
    interrupts.stop();
    access.close();
  }
}

/** The annotation by which KWOK knows the nodes that it plays. */
const isSimulated = ({ metadata }: { metadata: { annotations?: Record<string, string> } }): boolean =>
  metadata.annotations?.["kwok.x-k8s.io/node"] !== undefined;

/** A wrong stack file or the name of none is the user's mistake. */
function usage<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    console.error(`verify: ${messageOf(error)}`);
    throw new UsageError(2);
  }
}

/** Without the engine's own `error: ` in front. */
const messageOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replace(/^error: /, "");

async function run(args: readonly string[]): Promise<number> {
  try {
    const options = readOptions(args, allChecks);
    if (!options.list) return await main(options);
    for (const { id, title } of options.checks) console.log(`${id.padEnd(16)}${title}`);
    return 0;
  } catch (error) {
    if (error instanceof UsageError) return error.exitCode;
    console.error(`verify: ${messageOf(error)}`);
    return 1;
  }
}

void run(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
