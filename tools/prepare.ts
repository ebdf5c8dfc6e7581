import { spawnSync } from "node:child_process";
import { createInterface } from "node:readline/promises";
import { nodeRequirements } from "../components/cluster";
import {
  describeFailures,
  errorsOf,
  evaluate,
  type Failure,
} from "../runtime/providers/machine/preflight/check";
import { gatherFacts } from "../runtime/providers/machine/preflight/machine/facts";
import { machineChecks, machineSentence } from "../runtime/providers/machine/preflight/machine/checks";
import { requirements } from "../runtime/providers/machine/preflight/machine/requirements";
import { buildsImages } from "../stacks/config/stackConfig";
import { imagePrograms } from "./imagePrograms";
import { readStackFile } from "./stackFile";

/**
 * The first step of `make up`: checks the machine for the requirements of the stack. Installs missing Debian packages with
 * `--yes` or after the user confirms. Reports other failures in one list, and then installs nothing.
 */
async function main(stack: string, args: readonly string[]): Promise<number> {
  const config = readStackFile(stack);
  if (!buildsImages(config)) return 0;
  const wanted = requirements.parse({
    ...nodeRequirements,
    files: [...nodeRequirements.files, ...imagePrograms],
    memory: 0, // checked by `up`, which knows whether the cluster is running
  });
  const found = errorsOf(evaluate(machineChecks, wanted, gatherFacts(wanted)));
  if (found.length === 0) return 0;
  const packages = packagesOf(found);
  if (found.some((failure) => failure.package === undefined) || packages.length === 0) {
    console.error(describeFailures(machineSentence(wanted), found));
    return 1;
  }
  console.error(`Stack '${stack}' requires Debian packages that are not installed: ${packages.join(" ")}`);
  if (!args.includes("--yes") && !(await isConfirmed())) {
    console.error(
      `Nothing was installed or started. Run apt-get install ${packages.join(" ")}, or make up STACK=${stack} ARGS=--yes`,
    );
    return 1;
  }
  return install(packages);
}

const packagesOf = (found: readonly Failure[]): string[] => [
  ...new Set(found.flatMap((failure) => failure.package ?? [])),
];

/** Asks the user; returns false without a terminal. */
async function isConfirmed(): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return false;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await terminal.question("Install them with apt-get? [y/N] ")).trim());
  } finally {
    terminal.close();
  }
}

/** Updates the package lists and installs the packages. apt-get's output goes to standard error. */
function install(packages: readonly string[]): number {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  for (const args of [["update"], ["install", "--yes", "--no-install-recommends", ...packages]]) {
    const { status, error } = spawnSync("apt-get", args, { env, stdio: ["ignore", 2, 2] });
    if (status === 0) continue;
    console.error(
      `apt-get ${args.join(" ")} failed${error ? `: ${error.message}` : ""}; nothing was started. Run make up again.`,
    );
    return 1;
  }
  return 0;
}

main(process.argv[2]!, process.argv.slice(3)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(`prepare: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  },
);
