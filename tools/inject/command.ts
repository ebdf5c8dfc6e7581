import { readFileSync, writeFileSync } from "node:fs";
import { Command, Option } from "commander";
import { ISTIO_HUB } from "../../components/mesh/config";
import { CLASSIC_VERSION, CURRENT_VERSION, meshes, type Mesh } from "../../components/meshes";
import { InjectionParamsError } from "../../components/sidecar/errors";
import { injectorOf, type SidecarParams } from "../../components/sidecar/inject";
import { ManifestError } from "../../lib/manifests/manifestError";
import { classicFlags, classicParams, currentFlags, currentParams } from "./flags";
import { fileProblem, readText } from "../../lib/fileProblem";
import { HelpShown, parseArguments, UsageError } from "../usage";
import { readInputFiles } from "./inputFiles";
import { injectText } from "./injectText";

/** Input and output of the command. */
interface CommandIO {
  readInput(): Uint8Array;
  writeOutput(text: string): void;
  writeError(text: string): void;
}

/** Flags that both meshes support. */
interface Flags {
  filename: string[];
  output?: string;
  istio: Mesh;
  meshConfigFile?: string;
  [flag: string]: unknown;
}

/**
 * Runs the command. Writes YAML with sidecars to standard output, or only an error message to standard error.
 * @param args command line without Node.js and script
 * @returns the exit status
 */
export function runInject(args: readonly string[], io: CommandIO): number {
  const command = injectCommand(io);
  try {
    parseArguments(command, args);
    injectFiles(command.opts<Flags>(), io);
    return 0;
  } catch (error) {
    if (error instanceof HelpShown) return 0;
    if (!isExpected(error)) throw error;
    io.writeError(`error: ${error.message}\n`);
    return 1;
  }
}

function isExpected(error: unknown): error is Error {
  return [UsageError, ManifestError, InjectionParamsError].some((known) => error instanceof known);
}

function injectCommand(io: CommandIO): Command {
  const command = new Command("inject")
    .description(
      "Adds the Istio sidecar to the workloads in Kubernetes YAML and leaves all other objects unchanged.",
    )
    .requiredOption(
      "-f, --filename <path>",
      "YAML file or folder to read, - for standard input; may be repeated",
      (path: string, others: string[] = []) => [...others, path],
    )
    .option("-o, --output <file>", "file to write, which may be the one read (default: standard output)")
    .addOption(
      new Option("--istio <mesh>", "classic mesh (Istio 0.2) or current mesh (Istio 1.31)")
        .choices(meshes)
        .default("classic"),
    )
    .option("--hub <hub>", `registry and path of the proxy images (default: ${ISTIO_HUB})`)
    .option(
      "--tag <tag>",
      `tag of the proxy images (default: ${CLASSIC_VERSION}, current: ${CURRENT_VERSION})`,
    )
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
    .configureOutput({ writeOut: (text) => io.writeError(text) });
  for (const [istio, flags] of Object.entries(ownFlags)) {
    command.optionsGroup(`Options of --istio ${istio}:`);
    for (const flag of flags()) command.addOption(flag);
  }
  return command;
}

const ownFlags = { classic: classicFlags, current: currentFlags };

function injectFiles(flags: Flags, io: CommandIO): void {
  const params = paramsOf(flags);
  // Parameters are checked before the files are read.
  injectorOf(params);
  const problems: string[] = [];
  const results = readInputFiles(flags.filename, io.readInput).map(({ source, text }) => {
    try {
      return injectText(text, params, source);
    } catch (error) {
      if (!(error instanceof ManifestError)) throw error;
      problems.push(error.message);
      return { text: "", warnings: [] };
    }
  });
  if (problems.length > 0) throw new ManifestError(problems.join("\n"));
  for (const warning of results.flatMap(({ warnings }) => warnings)) io.writeError(`warning: ${warning}\n`);
  const output = results.map(({ text }) => text).join("");
  if (flags.output === undefined) io.writeOutput(output);
  else writeOutput(flags.output, output);
}

function writeOutput(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new UsageError(`${file}: found ${fileProblem(error)}; expected a file that can be written.`);
  }
}

const MESH_CONFIG = { expected: "a file with the YAML of a mesh configuration", Failure: UsageError };

function paramsOf({ filename: _, output: __, istio, meshConfigFile, ...flags }: Flags): SidecarParams {
  const other = istio === "classic" ? "current" : "classic";
  const foreign = ownFlags[other]().filter((flag) => flags[flag.attributeName()] !== undefined);
  if (foreign.length > 0) {
    const names = foreign.map(({ long }) => long).join(", ");
    throw new UsageError(`${names}: found --istio ${istio}; expected --istio ${other}.`);
  }
  const mesh = meshConfigFile === undefined ? undefined : readText(meshConfigFile, MESH_CONFIG);
  try {
    return istio === "current"
      ? { istio, ...currentParams(flags, mesh) }
      : { istio, ...classicParams(flags, mesh) };
  } catch (error) {
    throw new UsageError(`${meshConfigFile}: ${(error as Error).message}`);
  }
}

export function start(): void {
  process.exitCode = runInject(process.argv.slice(2), {
    readInput: () => readFileSync(0),
    writeOutput: (text) => void process.stdout.write(text),
    writeError: (text) => void process.stderr.write(text),
  });
}
