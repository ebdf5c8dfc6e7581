import type { z } from "zod";
import {
  type CheckFailure,
  type CheckRequest,
  type CheckResponse,
  type CreateRequest,
  type CreateResponse,
  type DeleteRequest,
  type DiffRequest,
  type DiffResponse,
  InitializationError,
  type PropertyDiff,
  type ReadRequest,
  type ReadResponse,
  type UpdateRequest,
  type UpdateResponse,
} from "../../protocol/provider";
import {
  containsUnknowns,
  deepEquals,
  type PropertyMap,
  type PropertyValue,
  removeOutputValues,
  Secret,
  Unknown,
  UNKNOWN,
} from "../../protocol/values";
import { diffResponse, propertyDiff } from "../../protocol/propertyDiff";
import { plainOf } from "../../protocol/providerShell";
import { issueWords } from "./issueWords";
import type { Definition } from "./sdk/definition";
import { type Context, NotReadyError, type Operations, type State } from "./resourceType";

type Plain = Record<string, PropertyValue>;
/** A resource type with opaque inputs and outputs. */
export type AnyType = Definition<z.ZodType<Plain, Plain> & { shape: Record<string, z.ZodType> }> &
  Operations<Plain, Plain>;

/** Validates the inputs; unknown values pass. */
export function check(type: AnyType, request: CheckRequest): CheckResponse {
  const inputs = plainOf(request.news);
  const parsed = type.inputs.safeParse(inputs, { error: issueWords });
  const failures: CheckFailure[] = [];
  for (const issue of parsed.error?.issues ?? []) {
    if (!reachesUnknown(inputs, issue)) {
      failures.push({ property: issue.path.join("."), reason: reasonOf(issue) });
    }
  }
  return { inputs: request.news, failures };
}

function reasonOf(issue: z.core.$ZodIssue): string {
  if (issue.code === "unrecognized_keys") {
    return `unknown input ${issue.keys.map((key) => JSON.stringify(key)).join(", ")}`;
  }
  if (issue.code === "invalid_key") return issue.issues.map(({ message }) => message).join("; ");
  return issue.message;
}

function reachesUnknown(inputs: Plain, issue: z.core.$ZodIssue): boolean {
  let at: PropertyValue | undefined = inputs;
  for (const key of issue.path) {
    if (at instanceof Unknown) return true;
    at = (at as unknown as Record<PropertyKey, PropertyValue> | undefined)?.[key];
  }
  return issue.path.length > 0 && at !== undefined && containsUnknowns(at);
}

/** The inputs with their defaults; undefined while some are unknown. */
function parsed(type: AnyType, inputs: PropertyMap): Plain | undefined {
  const values = plainOf(inputs);
  return containsUnknowns(values) ? undefined : type.inputs.parse(values);
}

function stateOf(type: AnyType, id: string, inputs: PropertyMap, outputs: PropertyMap): State<Plain, Plain> {
  const values = plainOf(inputs);
  const result = type.inputs.safeParse(values);
  // A state of an older version may violate the schema. It must still be deletable, and needs the defaults too.
  return {
    id,
    inputs: result.success ? result.data : { ...defaultsOf(type), ...values },
    outputs: plainOf(outputs),
  };
}

function defaultsOf(type: AnyType): Plain {
  const defaults = Object.entries(type.inputs.shape).map(([name, field]) => [
    name,
    field.safeParse(undefined).data,
  ]);
  return Object.fromEntries(defaults.filter(([, value]) => value !== undefined)) as Plain;
}

/** The outputs for the state: the unchanged inputs, then the type's outputs, secrets marked. */
function outputsOf(type: AnyType, inputs: PropertyMap, outputs: Plain): PropertyMap {
  const result = removeOutputValues(inputs) as PropertyMap;
  for (const [name, schema] of Object.entries(type.outputs)) {
    const value = outputs[name];
    if (value === undefined) delete result[name];
    else
      result[name] =
        schema.meta()?.secret === true && !(value instanceof Unknown) ? new Secret(value) : value;
  }
  return result;
}

export async function diff(type: AnyType, request: DiffRequest, context: Context): Promise<DiffResponse> {
  const detailedDiff: Record<string, PropertyDiff> = {};
  const olds = plainOf(request.oldInputs);
  const news = plainOf(request.news);
  for (const name of new Set([...Object.keys(olds), ...Object.keys(news)])) {
    if (deepEquals(olds[name], news[name])) continue;
    if (type.sets?.includes(name) && haveSameItems(olds[name], news[name])) continue;
    const change = olds[name] === undefined ? "add" : news[name] === undefined ? "delete" : "update";
    const replaces = type.replaceOnChanges?.includes(name) === true;
    detailedDiff[name] = { ...propertyDiff(change, replaces), inputDiff: true };
  }
  const state = stateOf(type, request.id, request.oldInputs, request.oldOutputs);
  const drift = await type.drift?.(state, parsed(type, request.news), context);
  for (const name of drift?.outputs ?? [])
    detailedDiff[name] ??= propertyDiff("update", drift?.replace === true);
  // Two instances would use the same path, port or record.
  return diffResponse(detailedDiff, true);
}

/** True for two lists with equal items in any order. */
function haveSameItems(olds: PropertyValue | undefined, news: PropertyValue | undefined): boolean {
  if (!Array.isArray(olds) || !Array.isArray(news) || olds.length !== news.length) return false;
  const rest = [...news];
  return olds.every((item) => {
    const index = rest.findIndex((other) => deepEquals(item, other));
    if (index >= 0) rest.splice(index, 1);
    return index >= 0;
  });
}

export async function create(
  type: AnyType,
  request: CreateRequest,
  context: Context,
): Promise<CreateResponse> {
  const inputs = parsed(type, request.properties);
  const id = inputs === undefined ? "" : type.idOf(inputs, context);
  if (request.preview || inputs === undefined) {
    return { id, properties: outputsOf(type, request.properties, unknownOutputs(type)) };
  }
  try {
    return { id, properties: outputsOf(type, request.properties, await type.create(inputs, context)) };
  } catch (error) {
    throw withProperties(type, id, request.properties, error);
  }
}

export async function update(
  type: AnyType,
  request: UpdateRequest,
  context: Context,
): Promise<UpdateResponse> {
  const state = stateOf(type, request.id, request.oldInputs, request.oldOutputs);
  const inputs = parsed(type, request.news);
  if (request.preview || inputs === undefined) {
    const previewed = inputs === undefined ? {} : (type.preview?.(state, inputs) ?? {});
    return {
      properties: outputsOf(type, request.news, { ...unknownOutputs(type), ...(previewed as Plain) }),
    };
  }
  try {
    const outputs = await (type.update?.(state, inputs, context) ?? type.create(inputs, context));
    return { properties: outputsOf(type, request.news, outputs) };
  } catch (error) {
    throw withProperties(type, request.id, request.news, error);
  }
}

/** @throws on import: these resources exist only together with their state */
export async function read(type: AnyType, request: ReadRequest, context: Context): Promise<ReadResponse> {
  const outputs = await outputsThere(type, request, context);
  if (outputs === undefined) return { id: "", properties: {} };
  return {
    id: request.id,
    properties: outputsOf(type, request.inputs, outputs),
    inputs: request.inputs,
  };
}

async function outputsThere(
  type: AnyType,
  request: ReadRequest,
  context: Context,
): Promise<Plain | undefined> {
  if (Object.keys(request.properties).length > 0) {
    const state = stateOf(type, request.id, request.inputs, request.properties);
    return type.read === undefined ? state.outputs : type.read(state, context);
  }
  // Inputs without outputs: an interrupted creation.
  const inputs = Object.keys(request.inputs).length > 0 ? parsed(type, request.inputs) : undefined;
  if (inputs !== undefined) return type.find?.(inputs, context);
  throw new Error(`${type.type} cannot be imported: it exists only together with the state that created it`);
}

export async function destroy(type: AnyType, request: DeleteRequest, context: Context): Promise<void> {
  await type.delete?.(stateOf(type, request.id, request.oldInputs, request.properties), context);
}

const unknownOutputs = (type: AnyType): Plain =>
  Object.fromEntries(Object.keys(type.outputs).map((name) => [name, UNKNOWN]));

function withProperties(type: AnyType, id: string, inputs: PropertyMap, error: unknown): unknown {
  if (!(error instanceof NotReadyError)) return error;
  const properties = outputsOf(type, inputs, error.outputs as Plain);
  return new InitializationError(error.message, id, properties, inputs, [error.message]);
}
