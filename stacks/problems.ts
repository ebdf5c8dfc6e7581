import { z } from "zod";
import { suggestion } from "../lib/suggest";

/** One thing that is wrong in a configuration. */
export interface Problem {
  /** The key's path, `mesh.ingress.httpNodePort`. */
  path: string;
  found: unknown;
  /** What is allowed there, in words. */
  allowed: string;
  /** Names among which the nearest is suggested. */
  known?: readonly string[];
  /** True when the key itself is what is wrong; `found` is its name. */
  unknownKey?: boolean;
}

/** All that is wrong in a stack's configuration; nothing has been created. */
export class ConfigError extends Error {
  constructor(readonly problems: readonly Problem[]) {
    const lines = problems.map((problem) => `  ${describeProblem(problem)}`);
    const count = problems.length === 1 ? "one error" : `${problems.length} errors`;
    super(
      `the stack's configuration has ${count}; nothing was created.\n${lines.join("\n")}\nEvery key, with its default, is in docs/configuration.md.`,
    );
    this.name = "ConfigError";
  }
}

function describeProblem({ path, found, allowed, known, unknownKey }: Problem): string {
  const similar = typeof found === "string" ? suggestion(found, known ?? []) : undefined;
  const hint = similar === undefined ? "" : ` (did you mean ${similar}?)`;
  if (unknownKey) return `${path}: there is no such key${hint}; allowed: ${allowed}`;
  return `${path}: found ${show(found)}; allowed: ${allowed}${hint}`;
}

function show(value: unknown): string {
  if (value === undefined) return "nothing";
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

type Issue = z.core.$ZodIssue;

/** The problems behind the schema's issues, in the order of the keys. Values of secret keys are not shown. */
export function problemsOf(issues: readonly Issue[], raw: unknown, schema: z.ZodType): Problem[] {
  return issues.flatMap((issue) => problemsOfIssue(issue, raw, schema));
}

function problemsOfIssue(issue: Issue, raw: unknown, schema: z.ZodType): Problem[] {
  const path = pathText(issue.path);
  if (issue.code === "unrecognized_keys") {
    const known = keysAt(schema, issue.path, raw);
    return issue.keys.map((key) => ({
      path: pathText([...issue.path, key]),
      found: key,
      allowed: known.join(", "),
      known,
      unknownKey: true,
    }));
  }
  const found = valueAt(raw, issue.path);
  if (issue.code === "invalid_union" && "options" in issue) {
    // A discriminator that has a default may also be absent, which is nothing to type.
    const known = (issue.options as unknown[]).filter((option) => option !== undefined).map(String);
    return [{ path, found, allowed: known.join(", "), known }];
  }
  if (issue.code === "invalid_value") {
    const known = issue.values.map(String);
    return [{ path, found, allowed: known.join(", "), known }];
  }
  const target = schemaAt(schema, issue.path, raw);
  const secret = target?.meta()?.secret === true && found !== undefined;
  return [{ path, found: secret ? `${typeof found} (not shown)` : found, allowed: allowedBy(target) }];
}

/** What is allowed, from the schema's own words where it has some, else from its limits. */
function allowedBy(target: z.ZodType | undefined): string {
  const words = target?.meta()?.allowed;
  if (typeof words === "string") return words;
  const json = target ? (z.toJSONSchema(target, { io: "input" }) as JsonSchema) : {};
  return allowedText(json);
}

/** The parts of a JSON schema that say what is allowed. */
export interface JsonSchema {
  type?: string;
  format?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
}

/** A JSON schema's plain limits in words. */
export function allowedText(json: JsonSchema): string {
  if (json.format === "cidrv4") return "a range of IPv4 addresses, such as 10.244.0.0/16";
  switch (json.type) {
    case "integer":
      return `a whole number from ${json.minimum} to ${json.maximum}`;
    case "boolean":
      return "true or false (without quotes)";
    case "string":
      return json.minLength ? "text that is not empty" : "text";
    case "array":
      return "a list";
    default:
      return "a map of keys";
  }
}

function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, part) =>
      typeof part === "number" ? `${text}[${part}]` : text === "" ? String(part) : `${text}.${String(part)}`,
    "",
  );
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((at, part) => (at as Record<PropertyKey, unknown> | undefined)?.[part], value);
}

/** The schema of the key at a path; of a union, the member that the found discriminator chooses. */
function schemaAt(schema: z.ZodType, path: readonly PropertyKey[], raw: unknown): z.ZodType | undefined {
  let at: z.ZodType | undefined = schema;
  let value = raw;
  for (const part of path) {
    const inner: z.ZodType | undefined = at && chosen(unwrapped(at), value);
    if (inner instanceof z.ZodObject) at = inner.shape[String(part)] as z.ZodType | undefined;
    else if (inner instanceof z.ZodArray) at = inner.element as z.ZodType;
    else if (inner instanceof z.ZodRecord) at = inner.valueType as z.ZodType;
    else return undefined;
    value = (value as Record<PropertyKey, unknown> | undefined)?.[part];
  }
  return at && chosen(unwrapped(at), value);
}

function keysAt(schema: z.ZodType, path: readonly PropertyKey[], raw: unknown): string[] {
  const at = schemaAt(schema, path, raw);
  return at instanceof z.ZodObject ? Object.keys(at.shape) : [];
}

/** The schema beneath defaults and optionals. */
export function unwrapped(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault || schema instanceof z.ZodOptional) {
    return unwrapped(schema.def.innerType as z.ZodType);
  }
  return schema;
}

function chosen(schema: z.ZodType, value: unknown): z.ZodType {
  if (!(schema instanceof z.ZodDiscriminatedUnion)) return schema;
  const name = schema.def.discriminator;
  const found = (value as Record<string, unknown> | undefined)?.[name];
  const options = schema.options as z.ZodObject[];
  const literal = (o: z.ZodObject) => unwrapped(o.shape[name] as z.ZodType) as z.ZodLiteral;
  const option =
    options.find((o) => literal(o).value === found) ??
    options.find((o) => found === undefined && o.shape[name] instanceof z.ZodDefault);
  return option ?? schema;
}
