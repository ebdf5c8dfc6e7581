import { Command } from "commander";
import { examine } from "./doctor/examine";
import { outputsIfUp, withSecretKubeconfig } from "./doctor/kubeconfig";
import { type Report, summaryOf } from "./doctor/report";
import { tableOf } from "./doctor/table";
import { readStackFile } from "./stackFile";
import { parseArguments, UsageError } from "./usage";

interface Options {
  stack: string;
  json: boolean;
}

/**
 * `make doctor`: the checks that `make up` makes before it creates anything, alone. Ends with 0 when nothing is in the
 * way, warnings or not, with 1 when something is, with 2 when the command line or the stack file is wrong.
 */
async function main({ stack, json }: Options): Promise<number> {
  const fromFile = usage(() => readStackFile(stack));
  const outputs = await outputsIfUp(stack);
  const config = await withSecretKubeconfig(stack, fromFile);
  const checks = await examine(stack, config, outputs);
  const report: Report = {
    stack,
    driver: config.cluster.driver,
    up: Object.keys(outputs).length > 0,
    summary: summaryOf(checks),
    checks,
  };
  const colour = process.stdout.isTTY && process.env.NO_COLOR === undefined;
  process.stdout.write(json ? `${JSON.stringify(report, null, 2)}\n` : tableOf(report, { colour }));
  return report.summary.failed > 0 ? 1 : 0;
}

/** A wrong stack file or the name of none is the user's mistake. */
function usage<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    console.error(`doctor: ${(error as Error).message}`);
    throw new UsageError(2);
  }
}

function readOptions(args: readonly string[]): Options {
  const program = new Command("doctor")
    .description("Makes the checks that `make up` makes before it creates anything, and creates nothing.")
    .argument("[stack]", "the stack", "dev")
    .option("--json", "print the report as JSON");
  parseArguments(program, args);
  return { stack: program.args[0] ?? "dev", json: program.opts<{ json?: true }>().json ?? false };
}

async function run(args: readonly string[]): Promise<number> {
  try {
    return await main(readOptions(args));
  } catch (error) {
    if (error instanceof UsageError) return error.exitCode;
    console.error(`doctor: ${error instanceof Error ? error.message : String(error)}`);
    return 1;
  }
}

void run(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
