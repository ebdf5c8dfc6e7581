/** `make inject`: `istioctl kube-inject` with this project's injector. */
import { readFileSync } from "node:fs";
import { Command, CommanderError, Option } from "commander";
import { InjectionParamsError } from "../../components/sidecar/errors";
import { injectorOf, type SidecarParams } from "../../components/sidecar/injectors";
import { DocumentsError } from "./documents";
import { classicFlags, classicParams, currentFlags, currentParams } from "./flags";
import { injectText } from "./injectText";

/** Input and output of the command. */
interface CommandIO {
  readInput(): string;
  writeOutput(text: string): void;
  writeError(text: string): void;
}

/** Flags that both meshes support. */
interface Flags {
  filename: string;
  generation: "classic" | "current";
  meshConfigFile?: string;
  [flag: string]: unknown;
}

/** An error that the user can fix; only its message is printed. */
class UsageError extends Error {}

/**
 * Runs the command. Writes YAML with sidecars to standard output, or only an error message to standard error.
 * @param args command line without Node.js and script
 * @returns the exit status
 */
export function runInject(args: readonly string[], io: CommandIO): number {
  try {
    const command = injectCommand(io);
    command.parse([...args], { from: "user" });
    io.writeOutput(injectFile(command.opts<Flags>(), io));
    return 0;
  } catch (error) {
    // Commander has already written its message or the help.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 1;
    if (!isExpected(error)) throw error;
    io.writeError(`error: ${error.message}\n`);
    return 1;
  }
}

function isExpected(error: unknown): error is Error {
  return [UsageError, DocumentsError, InjectionParamsError].some((known) => error instanceof known);
}

function injectCommand(io: CommandIO): Command {
  const command = new Command("inject")
    .description(
      "Adds the Istio sidecar to the workloads in Kubernetes YAML and leaves all other objects unchanged.",
    )
    .requiredOption("-f, --filename <file>", "YAML file to read, - for standard input")
    .addOption(
      new Option("--generation <generation>", "classic mesh (Istio 0.2) or current mesh (Istio 1.31)")
        .choices(["classic", "current"])
        .default("classic"),
    )
    .option("--hub <hub>", "registry and path of the proxy images (default: docker.io/istio)")
    .option("--tag <tag>", "tag of the proxy images (default: 0.2.12, current: 1.31.4)")
    .addOption(
      new Option(
        "--imagePullPolicy <policy>",
        "pull policy of the injected containers (default: IfNotPresent, current: the default of Kubernetes)",
      ).choices(["Always", "IfNotPresent", "Never"]),
    )
    .option(
      "--includeIPRanges <ranges>",
      "ranges, separated by commas, whose outbound traffic is redirected to the proxy (default: all)",
    )
    .option(
      "--meshConfigFile <file>",
      "file with the mesh configuration (default: that of this project's control plane)",
    )
    .allowExcessArguments(false)
    .exitOverride()
    .configureOutput({ writeOut: (text) => io.writeError(text), writeErr: (text) => io.writeError(text) });
  for (const [generation, flags] of Object.entries(ownFlags)) {
    command.optionsGroup(`Options of --generation ${generation}:`);
    for (const flag of flags()) command.addOption(flag);
  }
  return command;
}

const ownFlags = { classic: classicFlags, current: currentFlags };

function injectFile(flags: Flags, io: CommandIO): string {
  const { filename } = flags;
  const params = paramsOf(flags);
  // Parameters are checked before the file is read.
  injectorOf(params);
  const fromInput = filename === "-";
  const text = fromInput ? io.readInput() : readFile(filename);
  return injectText(text, params, fromInput ? "standard input" : filename);
}

function paramsOf({ filename: _, generation, meshConfigFile, ...flags }: Flags): SidecarParams {
  const other = generation === "classic" ? "current" : "classic";
  const foreign = ownFlags[other]().filter((flag) => flags[flag.attributeName()] !== undefined);
  if (foreign.length > 0) {
    const names = foreign.map(({ long }) => long).join(", ");
    throw new UsageError(`${names}: found --generation ${generation}; expected --generation ${other}.`);
  }
  const mesh = meshConfigFile === undefined ? undefined : readFile(meshConfigFile);
  try {
    return generation === "current"
      ? { generation, ...currentParams(flags, mesh) }
      : { generation, ...classicParams(flags, mesh) };
  } catch (error) {
    throw new UsageError(`${meshConfigFile}: ${(error as Error).message}`);
  }
}

function readFile(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${(error as Error).message}`);
  }
}

if (require.main === module) {
  process.exitCode = runInject(process.argv.slice(2), {
    readInput: () => readFileSync(0, "utf8"),
    writeOutput: (text) => void process.stdout.write(text),
    writeError: (text) => void process.stderr.write(text),
  });
}
