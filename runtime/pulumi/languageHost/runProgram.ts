import { join } from "node:path";
import { RunResponse, type RunRequest } from "@pulumi/pulumi/proto/language_pb";
import { locateModule, runNode } from "./childProcess";
import { optionVariables, runtimeOptions } from "./options";

/** The exit code of a program whose errors have been reported. */
const ALREADY_REPORTED = 32;

/** Loaded with `-r`: with `--require`, the SDK does not compile TypeScript in ES modules, because it expects another loader. */
const INSPECT_ERRORS = join(__dirname, "inspectErrors.js");

/** Runs a program with the runner of its SDK, until it exits. */
export async function runProgram(
  request: RunRequest,
  engineAddress: string,
  signal: AbortSignal,
): Promise<RunResponse> {
  const response = new RunResponse();
  try {
    const code = await execute(request, engineAddress, signal);
    if (code === ALREADY_REPORTED) response.setBail(true);
    else if (code instanceof Error)
      response.setError(`Problem executing program (could not run language executor): ${code.message}`);
    else if (code !== 0) response.setError(`Program exited with non-zero exit code: ${code}`);
  } catch (error) {
    response.setError((error as Error).message);
  }
  return response;
}

async function execute(
  request: RunRequest,
  engineAddress: string,
  signal: AbortSignal,
): Promise<number | Error> {
  const info = request.getInfo()!;
  const options = runtimeOptions(info);
  const runner = locateModule("@pulumi/pulumi/cmd/run", info.getProgramDirectory(), "pulumi install");
  const flags: Record<string, string> = {
    monitor: request.getMonitorAddress(),
    engine: engineAddress,
    organization: request.getOrganization(),
    project: request.getProject(),
    "root-directory": info.getRootDirectory(),
    stack: request.getStack(),
    pwd: info.getProgramDirectory(),
  };
  const args = Object.entries(flags).flatMap(([name, value]) => (value === "" ? [] : [`--${name}`, value]));
  if (request.getDryrun()) args.push("--dry-run");
  args.push("--parallel", String(request.getParallel()));
  return runNode({
    args: [
      "-r",
      INSPECT_ERRORS,
      ...options.nodeargs,
      runner,
      ...args,
      info.getEntryPoint(),
      ...request.getArgsList(),
    ],
    env: {
      ...process.env,
      PULUMI_CONFIG: JSON.stringify(configuration(request)),
      PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
      ...optionVariables(options),
    },
    signal,
    onOutput: (stream, chunk) => void process[stream].write(chunk),
  });
}

/** The configuration with the keys `PACKAGE:config:NAME`, which all versions of the SDK read. */
const configuration = (request: RunRequest): Record<string, string> =>
  Object.fromEntries(
    request
      .getConfigMap()
      .toArray()
      .map(([key, value]): [string, string] => [key.replace(/^([^:]+):(?!config:)/, "$1:config:"), value]),
  );
