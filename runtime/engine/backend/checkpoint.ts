import { isMapping } from "../../../lib/mapping";
import type { ResourceState } from "../model/state";
import { STACK_TYPE } from "../model/urn";
import { UserError, messageOf } from "../workspace/userError";
import type { StoredSecretsProvider } from "./secretsManager";

/** The only supported version of checkpoints and deployments. */
export const CHECKPOINT_VERSION = 3;

/** The fields of a checkpoint's resource, in the order of the official CLI. */
export const RESOURCE_FIELDS = [
  "urn",
  "custom",
  "delete",
  "id",
  "type",
  "inputs",
  "outputs",
  "parent",
  "protect",
  "taint",
  "external",
  "dependencies",
  "initErrors",
  "provider",
  "propertyDependencies",
  "pendingReplacement",
  "additionalSecretOutputs",
  "aliases",
  "customTimeouts",
  "importID",
  "retainOnDelete",
  "deletedWith",
  "replaceWith",
  "created",
  "modified",
  "sourcePosition",
  "stackTrace",
  "ignoreChanges",
  "hideDiff",
  "replaceOnChanges",
] as const;

/** Fields that are written even if they are false or empty. */
const ALWAYS = new Set<string>(["urn", "custom", "type"]);

/** The fields of a resource in the order of the official CLI, without empty ones. Unknown fields follow. */
export function orderedFields({
  rest = {},
  ...state
}: {
  [field: string]: unknown;
  rest?: ResourceState["rest"];
}): Map<string, unknown> {
  const values: Record<string, unknown> = { ...rest, ...state };
  const known = RESOURCE_FIELDS.filter((field) => ALWAYS.has(field) || !isEmpty(values[field]));
  const fields = new Map<string, unknown>(known.map((field) => [field, values[field]]));
  for (const [field, value] of Object.entries(rest)) if (!fields.has(field)) fields.set(field, value);
  return fields;
}

function isEmpty(value: unknown): boolean {
  if (value instanceof Map) return value.size === 0;
  return !value || (typeof value === "object" && Object.keys(value).length === 0);
}

/** A resource in the format of a checkpoint, with encrypted secrets. */
export interface StoredResource {
  urn: string;
  type: string;
  custom: boolean;
  [field: string]: unknown;
}

/** A deployment in the format of a checkpoint (`latest`) and of `stack export`. */
export interface StoredDeployment {
  manifest: { time: string; magic: string; version: string; [field: string]: unknown };
  secrets_providers?: StoredSecretsProvider;
  resources?: StoredResource[];
  pending_operations?: { resource: StoredResource; type: string }[];
  [field: string]: unknown;
}

/** A stack's state file. */
export interface Checkpoint {
  /** `organization/PROJECT/STACK`. */
  stack: string;
  /** Undefined for a stack without updates. */
  latest?: StoredDeployment;
  features?: string[];
}

/**
 * Parses the text of a state file.
 * @param file its path, for messages
 * @throws UserError with the path when the text is truncated, not JSON, not a checkpoint or of an unsupported version;
 *   never repairs anything
 */
export function parseCheckpoint(text: string, file: string): Checkpoint {
  const fail = (message: string): never => {
    throw new UserError(
      `failed to load checkpoint: ${file}: ${message}\n` +
        `The file is unchanged. Its previous version is ${file}.bak, older ones are under .pulumi/backups; ` +
        "restore one of them, or repair the file.",
    );
  };
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return fail(
      text.trim() === "" ? "the file is empty" : `it is not valid JSON, or is truncated: ${messageOf(error)}`,
    );
  }
  if (!isMapping(json)) return fail("expected a map with `version` and `checkpoint`");
  const version = json.version;
  if (typeof version !== "number")
    return fail(`\`version\` must be a number, found ${JSON.stringify(version)}`);
  if (version > CHECKPOINT_VERSION)
    return fail(
      `its version is ${version}, newer than the supported version ${CHECKPOINT_VERSION}; use the program that wrote it`,
    );
  if (version < CHECKPOINT_VERSION)
    return fail(
      `its version is ${version}; only ${CHECKPOINT_VERSION} is supported (the official CLI converts older ones)`,
    );
  const checkpoint = json.checkpoint;
  if (!isMapping(checkpoint)) return fail("`checkpoint` must be a map");
  const latest = checkpoint.latest;
  if (latest !== undefined && latest !== null) {
    const error = deploymentError(latest);
    if (error !== undefined) return fail(`checkpoint.latest: ${error}`);
  }
  return {
    stack: typeof checkpoint.stack === "string" ? checkpoint.stack : "",
    ...(latest ? { latest: latest as StoredDeployment } : {}),
    ...(Array.isArray(json.features) ? { features: json.features as string[] } : {}),
  };
}

/** The first error in the structure of a deployment; undefined for a valid one. */
export function deploymentError(json: unknown): string | undefined {
  if (!isMapping(json)) return "expected a map";
  if (!isMapping(json.manifest)) return "`manifest` must be a map";
  if (json.resources !== undefined && json.resources !== null && !Array.isArray(json.resources))
    return "`resources` must be a list";
  for (const [index, resource] of ((json.resources as unknown[] | undefined) ?? []).entries()) {
    const error = resourceError(resource);
    if (error !== undefined) return `resources[${index}]: ${error}`;
  }
  const pending = json.pending_operations ?? [];
  if (!Array.isArray(pending)) return "`pending_operations` must be a list";
  for (const [index, operation] of (pending as unknown[]).entries()) {
    const error = isMapping(operation) ? resourceError(operation.resource) : "expected a map";
    if (error !== undefined) return `pending_operations[${index}]: ${error}`;
  }
  return undefined;
}

function resourceError(json: unknown): string | undefined {
  if (!isMapping(json)) return "expected a map";
  for (const field of ["urn", "type"]) {
    if (typeof json[field] !== "string" || json[field] === "")
      return `\`${field}\` must be a non-empty string, found ${JSON.stringify(json[field])}`;
  }
  for (const field of ["inputs", "outputs", "propertyDependencies"]) {
    if (json[field] !== undefined && json[field] !== null && !isMapping(json[field]))
      return `\`${field}\` must be a map`;
  }
  for (const field of ["dependencies", "initErrors", "additionalSecretOutputs", "aliases"]) {
    if (json[field] !== undefined && json[field] !== null && !Array.isArray(json[field]))
      return `\`${field}\` must be a list`;
  }
  return undefined;
}

/** The deployment with only the resource of the stack itself, which has the stack's outputs; undefined without one. */
export function rootOnly({ latest }: Checkpoint): StoredDeployment | undefined {
  const root = latest?.resources?.find((resource) => resource.type === STACK_TYPE && !resource.delete);
  return latest && root && { ...latest, resources: [root], pending_operations: undefined };
}
