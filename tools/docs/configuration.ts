import { z } from "zod";
import { stackConfigSchemas } from "../../stacks/config/schema";
import { expectedText, jsonSchemaOf, unwrapped } from "../../lib/schemaProblems";
import { NAMESPACE } from "../../stacks/config/readConfig";

/** A row of a table of keys. */
interface Row {
  path: string;
  type: string;
  default: string;
  description: string;
}

/** The sections of docs/configuration.md: the reference of all configuration keys. */
export function configurationSections(): string {
  return Object.entries(stackConfigSchemas.classic.shape)
    .map(([key, schema]) => (key === "mesh" ? meshSection() : section(key, schema)))
    .join("\n");
}

/** stacks/stack.schema.json: the JSON schema of a stack file, for editors. */
export function stackFileSchema(): object {
  const { classic, current } = stackConfigSchemas;
  const mesh = z.union([classic.shape.mesh, current.shape.mesh]).describe(MESH);
  const { properties, $schema } = jsonSchemaOf(classic.extend({ mesh })) as {
    properties: Record<string, object>;
    $schema: string;
  };
  const config = Object.fromEntries(
    Object.entries(properties).map(([key, value]) => [`${NAMESPACE}:${key}`, value]),
  );
  return {
    $schema,
    title: "Meshstack stack file",
    type: "object",
    properties: {
      encryptionsalt: { type: "string", description: "The salt of the stack's secrets. Pulumi writes it." },
      config: { type: "object", properties: config },
    },
  };
}

const MESH = "The Istio control plane. `mesh.version` decides between the classic and the current mesh.";

function meshSection(): string {
  const { classic, current } = stackConfigSchemas;
  const options = [
    ["Classic mesh", classic.shape.mesh],
    ["Current mesh", current.shape.mesh],
  ] as const;
  const parts = options.map(
    ([title, schema]) =>
      `### ${title}\n\n${descriptionOf(schema)}\n\n${table(rows(unwrapped(schema) as z.ZodObject, "mesh"))}`,
  );
  return `## mesh\n\n${MESH}\n\n${parts.join("\n")}`;
}

function section(key: string, schema: z.ZodType): string {
  const inner = unwrapped(schema);
  const head = `## ${key}\n\n${descriptionOf(schema)}\n`;
  if (inner instanceof z.ZodDiscriminatedUnion) {
    const options = (inner.options as z.ZodObject[]).map((option) =>
      optionSection(key, inner.def.discriminator, option),
    );
    return `${head}\n${options.join("\n")}`;
  }
  if (inner instanceof z.ZodObject) return `${head}\n${table(rows(inner, key))}`;
  return `${head}\n${table([row(key, schema)])}`;
}

function optionSection(key: string, discriminator: string, option: z.ZodObject): string {
  const { value } = unwrapped(option.shape[discriminator] as z.ZodType) as z.ZodLiteral;
  const others = rows(option, key).filter(({ path }) => path !== `${key}.${discriminator}`);
  return `### ${discriminator}: ${String(value)}\n\n${descriptionOf(option)}\n\n${table(others)}`;
}

function rows(schema: z.ZodObject, prefix: string): Row[] {
  return Object.entries(schema.shape).flatMap(([key, value]) => {
    const path = `${prefix}.${key}`;
    const inner = unwrapped(value as z.ZodType);
    return inner instanceof z.ZodObject ? rows(inner, path) : [row(path, value as z.ZodType)];
  });
}

function row(path: string, schema: z.ZodType): Row {
  const json = jsonSchemaOf(schema);
  const values = json.enum ?? (json.const === undefined ? undefined : [json.const]);
  const words = unwrapped(schema).meta()?.expected;
  return {
    path,
    type: values
      ? values.map((v) => `\`${String(v)}\``).join(", ")
      : typeof words === "string"
        ? words
        : expectedText(json),
    default: json.default === undefined ? "" : `\`${JSON.stringify(json.default)}\``,
    description: descriptionOf(schema),
  };
}

const descriptionOf = (schema: z.ZodType): string =>
  schema.description ?? unwrapped(schema).description ?? "";

function table(entries: Row[]): string {
  const lines = entries.map((r) => `| \`${r.path}\` | ${r.type} | ${r.default} | ${r.description} |`);
  return ["| Key | Value | Default | Description |", "|---|---|---|---|", ...lines, ""].join("\n");
}
