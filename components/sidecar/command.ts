/** `make inject`: `istioctl kube-inject` 0.2.12 over this project's injector. */
import { readFileSync } from "node:fs";
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { MeshConfigError, parseMeshConfig } from "../mesh/meshConfig";
import { DocumentsError } from "./documents";
import { injectText } from "./injectText";
import type { ImagePullPolicy } from "../images";
import { completeParams, defaultTag } from "./classic";
import { InjectionParamsError } from "./errors";

/** Where the command reads and writes. */
export interface CommandIO {
  /** The whole of standard input. */
  readInput(): string;
  writeOutput(text: string): void;
  writeError(text: string): void;
}

interface Flags {
  filename: string;
  hub: string;
  tag: string;
  setVersionString?: string;
  verbosity: number;
  sidecarProxyUID: number;
  imagePullPolicy: ImagePullPolicy;
  includeIPRanges: string;
  coreDump: boolean;
  debug: boolean;
  meshConfigFile?: string;
}

/** A problem that the person who calls the command can mend; its message is all they need. */
class UsageError extends Error {}

/**
 * Runs the command: YAML with sidecars to standard output, or one message to standard error and nothing else.
 * @param args the command line's arguments, without node and script
 * @returns the exit status
 */
export function runInject(args: readonly string[], io: CommandIO): number {
  try {
    const command = injectCommand(io);
    command.parse([...args], { from: "user" });
    io.writeOutput(injectFile(command.opts<Flags>(), io));
    return 0;
  } catch (error) {
    // Commander has written its own message (or the help) already.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 1;
    if (!isExpected(error)) throw error;
    io.writeError(`error: ${error.message}\n`);
    return 1;
  }
}

function isExpected(error: unknown): error is Error {
  return [UsageError, DocumentsError, MeshConfigError, InjectionParamsError].some(
    (known) => error instanceof known,
  );
}

function injectCommand(io: CommandIO): Command {
  return new Command("inject")
    .description(
      "Adds the Istio sidecar to the workloads of Kubernetes YAML; everything else passes through unchanged.",
    )
    .requiredOption("-f, --filename <file>", "YAML file to read, - for standard input")
    .option("--hub <hub>", "registry and path of the proxy's images", "docker.io/istio")
    .option("--tag <tag>", "tag of the proxy's images", defaultTag)
    .option("--setVersionString <version>", "version in the status annotation (default: the tag)")
    .option("--verbosity <level>", "log verbosity of the proxy, 0 or more", wholeNumber, 2)
    .option("--sidecarProxyUID <uid>", "user under which the proxy runs", wholeNumber, 1337)
    .addOption(
      new Option("--imagePullPolicy <policy>", "pull policy of the injected containers")
        .choices(["Always", "IfNotPresent", "Never"])
        .default("IfNotPresent"),
    )
    .option(
      "--includeIPRanges <ranges>",
      "IPv4 ranges, separated by commas, whose outbound traffic goes to the proxy (default: all)",
      "",
    )
    .addOption(booleanOption("--coreDump", "enable core dumps; changes kernel settings of every node", false))
    .addOption(booleanOption("--debug", "use the debug image and settings", true))
    .option(
      "--meshConfigFile <file>",
      "mesh configuration to use (default: that of this project's control plane)",
    )
    .allowExcessArguments(false)
    .exitOverride()
    .configureOutput({ writeOut: (text) => io.writeError(text), writeErr: (text) => io.writeError(text) });
}

/** A flag as in Go's command lines: `--debug`, `--debug=true`, `--debug=false`. */
function booleanOption(flag: string, description: string, fallback: boolean): Option {
  return new Option(`${flag} [true|false]`, description)
    .default(fallback)
    .preset("true")
    .argParser(trueOrFalse);
}

function trueOrFalse(text: string): boolean {
  if (["1", "t", "T", "true", "True", "TRUE"].includes(text)) return true;
  if (["0", "f", "F", "false", "False", "FALSE"].includes(text)) return false;
  throw new InvalidArgumentError("Allowed is true or false.");
}

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError("Allowed is a whole number of 0 or more.");
  return Number(text);
}

function injectFile(flags: Flags, io: CommandIO): string {
  const { filename, setVersionString, meshConfigFile, ...params } = flags;
  const injection = {
    ...params,
    ...(setVersionString === undefined || setVersionString === "" ? {} : { version: setVersionString }),
    ...(meshConfigFile === undefined ? {} : { mesh: readMeshConfig(meshConfigFile) }),
  };
  completeParams(injection);
  const fromInput = filename === "-";
  const text = fromInput ? io.readInput() : readFile(filename);
  return injectText(text, injection, fromInput ? "standard input" : filename);
}

function readMeshConfig(file: string) {
  try {
    return parseMeshConfig(readFile(file));
  } catch (error) {
    if (error instanceof MeshConfigError) throw new UsageError(`${file}: ${error.message}`);
    throw error;
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
