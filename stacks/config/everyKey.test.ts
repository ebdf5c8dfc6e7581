import { z } from "zod";
import { CURRENT_VERSION } from "../../components/meshes";
import { ConfigError, parseStackConfig } from "./parse";
import { jsonSchemaOf, unwrapped } from "../../lib/schemaProblems";
import { stackConfigSchemas } from "./schema";

/** A key of a stack file, with a configuration that contains it. */
interface Key {
  path: string;
  schema: z.ZodType;
  /** The configuration with a value at the key. */
  set(value: unknown): Record<string, unknown>;
}

type Setter = (value: unknown) => Record<string, unknown>;

/** All keys below a schema, lists and maps themselves included. */
function keysBelow(schema: z.ZodType, path: string, set: Setter): Key[] {
  const inner = unwrapped(schema);
  if (inner instanceof z.ZodDiscriminatedUnion)
    return (inner.options as z.ZodObject[]).flatMap((option) => {
      const name = inner.def.discriminator;
      const { value } = unwrapped(option.shape[name] as z.ZodType) as z.ZodLiteral;
      return keysBelow(option, path, (fields) => set({ [name]: value, ...(fields as object) }));
    });
  const own = path === "" ? [] : [{ path, schema: inner, set }];
  if (!(inner instanceof z.ZodObject)) return own;
  const shape = inner.shape as Record<string, z.ZodType>;
  return [
    ...own.filter(({ path: at }) => at.includes(".")),
    ...Object.entries(shape).flatMap(([name, field]) =>
      keysBelow(field, path === "" ? name : `${path}.${name}`, (value) => set({ [name]: value })),
    ),
  ];
}

/** Values that are wrong for the type of a key. */
function wrongValues(schema: z.ZodType): unknown[] {
  const all = [3.5, -1, 1e400, true, "", "\u0000", "a b", [], [[]], {}, { a: 1 }, "x".repeat(300)];
  const { type } = jsonSchemaOf(schema);
  return all.filter((value) => {
    if (Array.isArray(value)) return type !== "array" || value.length > 0;
    if (typeof value === "object") return type !== "object" || Object.keys(value).length > 0;
    if (type === "boolean") return typeof value !== "boolean";
    if (type === "string") return typeof value !== "string" || value === "";
    if (type === "number") return typeof value !== "number" || value < 0 || value === Infinity;
    return true;
  });
}

const { classic, current } = stackConfigSchemas;
const version = CURRENT_VERSION;
const keys = [
  ...keysBelow(classic, "", (value) => value as Record<string, unknown>),
  ...keysBelow(current.shape.mesh, "mesh", (fields) => ({ mesh: { version, ...(fields as object) } })),
];

test("the schema has keys of all drivers and meshes", () => {
  expect(keys.map(({ path }) => path)).toEqual(
    expect.arrayContaining(["cluster.nodes", "cluster.hosts", "cluster.context", "mesh.sampling", "routes"]),
  );
});

test.each(keys.map((key): [string, Key] => [key.path, key]))(
  "rejects values of wrong types of %s",
  (path, key) => {
    // The discriminator selects the schema, so its value here is always a valid one.
    if (path === "cluster.driver") return;
    for (const value of wrongValues(key.schema)) {
      let message = "";
      try {
        parseStackConfig(key.set(value));
      } catch (error) {
        expect(error).toBeInstanceOf(ConfigError);
        ({ message } = error as Error);
      }
      const lines = message.split("\n").filter((line) => line.trimStart().startsWith(path));
      expect({ value, message, lines }).not.toMatchObject({ lines: [] });
      for (const line of lines) expect(line).toMatch(/^ {2}\S+: found .+; expected .+\.(?: .+)?$/s);
      expect(message).not.toMatch(/undefined|\[object|NaN|Invalid|Zod/);
    }
  },
);
