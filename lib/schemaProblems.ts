import { z } from "zod";
import { foundExpected } from "./problemText";
import { didYouMean, suggestion } from "./suggest";

/** One problem in a configuration. */
export interface Problem {
  /** The path of the key, such as `mesh.ingress.httpNodePort`. */
  path: string;
  /** The value; for an unknown key, the name of the key. */
  found: unknown;
  /** The supported values, in words. */
  expected: string;
  /** A sentence that explains the problem. */
  hint?: string;
  /** The valid names. The message suggests the closest one. */
  known?: readonly string[];
  /** Whether the key itself is unknown. Default false. */
  unknownKey?: boolean;
}

/** Returns a problem if a condition holds. */
export const problemIf = (condition: boolean, problem: Problem): Problem[] => (condition ? [problem] : []);

/** The number of problems that a message shows. */
const SHOWN = 20;

/** The problems as lines of a message, and their number in words. */
export function listProblems(problems: readonly Problem[]): { count: string; lines: string } {
  const lines = problems.slice(0, SHOWN).map((problem) => `  ${describeProblem(problem)}`);
  if (problems.length > SHOWN) lines.push(`  … and ${problems.length - SHOWN} more.`);
  return {
    count: problems.length === 1 ? "one error" : `${problems.length} errors`,
    lines: lines.join("\n"),
  };
}

function describeProblem({ path, found, expected, hint, known = [], unknownKey }: Problem): string {
  const suggestion = typeof found === "string" ? didYouMean(found, known) : undefined;
  const hints = [hint, suggestion].filter(Boolean).join(" ") || undefined;
  if (unknownKey) return `${path}: found an unknown key; expected ${expected}.${hints ? ` ${hints}` : ""}`;
  return `${path}: ${foundExpected(found, expected, hints)}`;
}

type Issue = z.core.$ZodIssue;

/** Translates the schema's issues to problems, in the order of the keys, without the values of secret keys. */
export function problemsOf(issues: readonly Issue[], raw: unknown, schema: z.ZodType): Problem[] {
  return issues.flatMap((issue) => problemsOfIssue(issue, raw, schema));
}

function problemsOfIssue(issue: Issue, raw: unknown, schema: z.ZodType): Problem[] {
  const path = pathText(issue.path);
  if (issue.code === "unrecognized_keys") {
    const known = keysAt(schema, issue.path, raw);
    return issue.keys.map((key) => {
      const requirement = requirementOf(key, schema, issue.path, raw);
      return {
        path: pathText([...issue.path, key]),
        found: key,
        expected: oneOf(known),
        ...(requirement === undefined ? { known } : { hint: requirement }),
        unknownKey: true,
      };
    });
  }
  const found = valueAt(raw, issue.path);
  const target = schemaAt(schema, issue.path, raw);
  if (issue.code === "invalid_union" && "options" in issue) {
    // `undefined` stands for an absent key, which users cannot type.
    const known = (issue.options as unknown[]).filter((option) => option !== undefined).map(String);
    const misspelt = found === undefined ? misspeltKeys(schema, issue.path, raw) : [];
    return [...misspelt, { path, found, expected: oneOf(known), known }];
  }
  if (issue.code === "invalid_value") {
    const known = issue.values.map(String);
    return [{ path, found, expected: oneOf(known), known, hint: quotesHint(found, target) }];
  }
  if (issue.code === "invalid_key") {
    const parent = issue.path.slice(0, -1);
    const record = schemaAt(schema, parent, raw);
    const key = record instanceof z.ZodRecord ? (record.keyType as z.ZodType) : undefined;
    return [{ path: pathText(parent), found: issue.path.at(-1), expected: `${expectedBy(key)}, as a key` }];
  }
  const secret = target !== undefined && mayBeSecret(target) && found !== undefined;
  const hint = secret ? undefined : quotesHint(found, target);
  return [
    { path, found: secret ? `${typeof found} (not shown)` : found, expected: expectedBy(target), hint },
  ];
}

/** True for a secret, and for a map with a secret or of such maps: a value of another type may be the secret. */
function mayBeSecret(schema: z.ZodType): boolean {
  const inner = unwrapped(schema);
  if (inner instanceof z.ZodRecord) return mayBeSecret(inner.valueType as z.ZodType);
  if (inner instanceof z.ZodObject) return Object.values<z.ZodType>(inner.shape).some(isSecret);
  return isSecret(schema);
}

const isSecret = (schema: z.ZodType): boolean =>
  [schema, unwrapped(schema)].some((s) => s.meta()?.secret === true);

/** Says which members of a union have a key that the chosen one does not have; undefined when none has it. */
function requirementOf(
  key: string,
  schema: z.ZodType,
  path: readonly PropertyKey[],
  raw: unknown,
): string | undefined {
  const union = memberAt(schema, path, raw);
  if (!(union instanceof z.ZodDiscriminatedUnion)) return undefined;
  const { discriminator } = union.def;
  const having = (union.options as z.ZodObject[]).filter((option) => key in option.shape);
  if (having.length === 0) return undefined;
  const names = having.map((option) => literalOf(option, discriminator).value);
  return `The key requires ${pathText([...path, discriminator])}: ${names.join(" or ")}.`;
}

/** The keys beside an absent discriminator of a union that are misspellings of its name. */
function misspeltKeys(schema: z.ZodType, path: readonly PropertyKey[], raw: unknown): Problem[] {
  const parent = path.slice(0, -1);
  const discriminator = String(path.at(-1));
  const union = schemaAt(schema, parent, raw);
  const known =
    union instanceof z.ZodDiscriminatedUnion
      ? (union.options as z.ZodObject[]).flatMap((option) => Object.keys(option.shape))
      : [];
  return Object.keys((valueAt(raw, parent) as object | undefined) ?? {})
    .filter((key) => !known.includes(key) && suggestion(key, known) === discriminator)
    .map((key) => ({
      path: pathText([...parent, key]),
      found: key,
      expected: discriminator,
      unknownKey: true,
    }));
}

/** Explains that YAML reads a text such as a version as another type, if the text would be valid. */
function quotesHint(found: unknown, target: z.ZodType | undefined): string | undefined {
  if (typeof found !== "number" && typeof found !== "boolean") return undefined;
  if (target?.safeParse(String(found)).success !== true) return undefined;
  return `Put it in quotes, such as "${found}": YAML reads it as a ${typeof found} otherwise, and 1.30 as 1.3.`;
}

const oneOf = (names: readonly string[]): string =>
  names.length === 1 ? names[0]! : `one of ${names.join(", ")}`;

/** The supported values, from the schema's `expected` text if it has one, else from its limits. */
function expectedBy(target: z.ZodType | undefined): string {
  const words = target?.meta()?.expected;
  if (typeof words === "string") return words;
  return expectedText(target ? jsonSchemaOf(target) : {});
}

/**
 * The JSON schema of the values that a schema accepts, or with `output` of those that it returns. A custom schema describes
 * itself in its metadata.
 */
export const jsonSchemaOf = (schema: z.ZodType, io: "input" | "output" = "input"): JsonSchema =>
  z.toJSONSchema(schema, { io, unrepresentable: "any" }) as JsonSchema;

/** The keywords that are read in zod's JSON schemas, and the metadata that zod copies into them. */
export interface JsonSchema {
  type?: string;
  format?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  description?: string;
  default?: unknown;
  const?: unknown;
  enum?: unknown[];
  items?: JsonSchema;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  additionalProperties?: JsonSchema | boolean;
  oneOf?: JsonSchema[];
  anyOf?: JsonSchema[];
  /** Metadata: the value is a secret. */
  secret?: boolean;
  /** Metadata: the name of an object's type that several resources use. */
  typeName?: string;
}

/** Describes the limits of a JSON schema in words. */
export function expectedText(json: JsonSchema): string {
  if (json.format === "cidrv4") return "an IPv4 range, such as 10.244.0.0/16";
  switch (json.type) {
    case "integer":
      return `an integer from ${json.minimum} to ${json.maximum}`;
    case "boolean":
      return "true or false, without quotes";
    case "string":
      return json.minLength ? "a non-empty string" : "a string";
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

/** The value at a path, such as that of an issue; undefined where the path ends early. */
export function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((at, part) => (at as Record<PropertyKey, unknown> | undefined)?.[part], value);
}

/** The schema at a path; for a union, the member that the discriminator selects. */
function schemaAt(schema: z.ZodType, path: readonly PropertyKey[], raw: unknown): z.ZodType | undefined {
  const at = memberAt(schema, path, raw);
  return at && chosen(at, valueAt(raw, path));
}

/** The schema at a path, without defaults; a union stays one. */
function memberAt(schema: z.ZodType, path: readonly PropertyKey[], raw: unknown): z.ZodType | undefined {
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
  return at && unwrapped(at);
}

/** The keys that a schema has at a path; none where it has no object. */
export function keysAt(schema: z.ZodType, path: readonly PropertyKey[], raw: unknown): string[] {
  const at = schemaAt(schema, path, raw);
  return at instanceof z.ZodObject ? Object.keys(at.shape) : [];
}

/** Removes defaults and optionals from a schema. */
export function unwrapped(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault || schema instanceof z.ZodOptional) {
    return unwrapped(schema.def.innerType as z.ZodType);
  }
  return schema;
}

/** The value of the discriminator that selects a member of a union. */
const literalOf = (option: z.ZodObject, discriminator: string): z.ZodLiteral =>
  unwrapped(option.shape[discriminator] as z.ZodType) as z.ZodLiteral;

function chosen(schema: z.ZodType, value: unknown): z.ZodType {
  if (!(schema instanceof z.ZodDiscriminatedUnion)) return schema;
  const name = schema.def.discriminator;
  const found = (value as Record<string, unknown> | undefined)?.[name];
  const options = schema.options as z.ZodObject[];
  const option =
    options.find((o) => literalOf(o, name).value === found) ??
    options.find((o) => found === undefined && o.shape[name] instanceof z.ZodDefault);
  return option ?? schema;
}
