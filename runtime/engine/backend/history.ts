import type { OperationKind, ResourceChanges } from "../model/events";
import { goJson, nonEmpty, struct } from "../workspace/goJson";

/** A past update in the format of the history. */
export interface UpdateInfo {
  kind: Exclude<OperationKind, "preview"> | "import";
  /** Seconds since 1970. */
  startTime: number;
  message: string;
  /** Versions, flags, and the names of environment variables that were set. */
  environment: Record<string, string>;
  /** The configuration in the format of the stack file, with encrypted secrets. */
  config: Record<string, unknown>;
  result: "succeeded" | "failed";
  /** Seconds since 1970. */
  endTime: number;
  resourceChanges: ResourceChanges;
}

/** The text of a history file. */
export function historyText(info: UpdateInfo): string {
  const { kind, startTime, message, environment, config, result, endTime } = info;
  const fields = { kind, startTime, message, environment, config, version: 0, result, endTime };
  const resourceChanges = nonEmpty(info.resourceChanges);
  return goJson(struct({ ...fields, resourceChanges }), { indent: 4 }) + "\n";
}

/** The given flags by name; the value of a boolean flag, else undefined. */
export type GivenFlags = Record<string, boolean | undefined>;

/** The environment of an update, for its history entry. Values that can be private are recorded as `set`. */
export function updateEnvironment(
  env: NodeJS.ProcessEnv,
  flags: GivenFlags,
  runtime?: string,
): Record<string, string> {
  const result: Record<string, string> = {
    "exec.kind": "cli",
    "pulumi.arch": process.arch === "x64" ? "amd64" : process.arch,
    "pulumi.os": process.platform === "win32" ? "windows" : process.platform,
    "pulumi.version": "",
    "stack.environments": "[]",
    updatePlan: "false",
  };
  for (const [name, value] of Object.entries(env)) {
    if (!name.startsWith("PULUMI_") || value === undefined || value === "") continue;
    result[`pulumi.env.${name}`] = value === "true" || value === "false" ? value : "set";
  }
  for (const [flag, value] of Object.entries(flags))
    result[`pulumi.flag.${flag}`] = value === undefined ? "set" : String(value);
  if (runtime !== undefined) {
    result["runtime.name"] = runtime;
    if (runtime === "nodejs") {
      result["runtime.executable"] = process.execPath;
      result["runtime.version"] = process.version;
    }
  }
  return result;
}
