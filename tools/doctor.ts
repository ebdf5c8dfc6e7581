import { examine } from "./doctor/examine";
import { outputsIfUp, withSecretKubeconfig } from "./doctor/kubeconfig";
import { type Report, summaryOf } from "./doctor/report";
import { tableOf } from "./doctor/table";
import { readStackFile } from "./stackFile";
import { parseArguments, run, stackCommand } from "./usage";

interface Options {
  stack: string;
  json: boolean;
}

/**
 * `make doctor`: runs only the preflight checks of `make up`. Exit codes: 0 when no check failed (warnings do not count),
 * 1 when a check failed, 2 for a wrong command line or stack file.
 */
async function examineStack({ stack, json }: Options): Promise<number> {
  const fromFile = readStackFile(stack);
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

function readOptions(args: readonly string[]): Options {
  const program = stackCommand(
    "doctor",
    "Runs the preflight checks of `make up` and creates nothing.",
  ).option("--json", "print the report as JSON");
  parseArguments(program, args);
  return { stack: program.args[0]!, json: program.opts<{ json?: true }>().json ?? false };
}

export const main = (args: readonly string[]): Promise<number> => examineStack(readOptions(args));

export const start = (): void => run("doctor", main);
