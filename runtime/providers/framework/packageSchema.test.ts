import { z } from "zod";
import { defineResource } from "./sdk/definition";
import { packageSchema } from "./packageSchema";

const shared = z.strictObject({ key: z.string() }).meta({ typeName: "Shared" });

const first = defineResource("test:index:First", () => ({
  description: "The first one.",
  inputs: z
    .strictObject({
      text: z.string().min(1).describe("A text."),
      count: z.int().min(1).default(3),
      ratio: z.number().optional(),
      list: z.array(z.union([z.ipv4(), z.ipv6()])).default([]),
      map: z.record(z.string(), z.boolean()).optional(),
      any: z.custom<object>(() => true),
      changed: z.url().transform((url) => url.length),
      shared: shared.prefault({ key: "k" }).describe("Shared by two."),
      nested: z
        .strictObject({ protocol: z.enum(["tcp", "udp"]).default("tcp"), items: z.array(shared) })
        .optional(),
      file: z.lazy(() =>
        z.discriminatedUnion("kind", [
          z.strictObject({ kind: z.literal("text"), text: z.string() }),
          z.strictObject({ kind: z.literal("link"), target: z.string().optional() }),
        ]),
      ),
    })
    .refine(() => true),
  outputs: {
    value: z.string().meta({ secret: true }).describe("A secret."),
    text: z.string().describe("Completed."),
  },
  replaceOnChanges: ["text"],
}));

const second = defineResource("test:index:Second", () => ({
  description: "The second one.",
  inputs: z.strictObject({ shared: shared.refine(() => true).describe("Restricted.") }),
  outputs: { ready: z.array(z.string()) },
}));

const written = JSON.parse(JSON.stringify(packageSchema("test", "1.2.3", [first, second]))) as {
  name: string;
  version: string;
  types: Record<string, unknown>;
  resources: Record<string, Record<string, unknown>>;
};

test("contains every resource by its token", () => {
  expect(written).toMatchObject({ name: "test", version: "1.2.3" });
  expect(Object.keys(written.resources)).toEqual(["test:index:First", "test:index:Second"]);
  expect(written.resources["test:index:First"]!.description).toBe("The first one.");
});

test("maps the types of inputs, with their descriptions, defaults and replacements", () => {
  const { inputProperties, requiredInputs } = written.resources["test:index:First"]!;
  expect(inputProperties).toEqual({
    text: { type: "string", description: "A text.", willReplaceOnChanges: true },
    count: { type: "integer", default: 3 },
    ratio: { type: "number" },
    list: { type: "array", items: { type: "string" } },
    map: { type: "object", additionalProperties: { type: "boolean" } },
    any: { $ref: "pulumi.json#/Any" },
    changed: { type: "string" },
    shared: { $ref: "#/types/test:index:Shared", description: "Shared by two." },
    nested: { $ref: "#/types/test:index:FirstNested" },
    file: {
      oneOf: [{ $ref: "#/types/test:index:FirstFileText" }, { $ref: "#/types/test:index:FirstFileLink" }],
      discriminator: {
        propertyName: "kind",
        mapping: { text: "#/types/test:index:FirstFileText", link: "#/types/test:index:FirstFileLink" },
      },
    },
  });
  expect(requiredInputs).toEqual(["text", "any", "changed", "file"]);
});

test("outputs are the inputs and the resource's own outputs, secrets marked", () => {
  const { properties, required } = written.resources["test:index:First"]!;
  expect(properties).toMatchObject({
    count: { type: "integer" },
    value: { type: "string", secret: true, description: "A secret." },
    text: { type: "string", description: "Completed." },
  });
  expect(required).toEqual(["text", "any", "changed", "file", "value"]);
});

test("nested objects are types with names, shared ones only once", () => {
  expect(written.types).toEqual({
    "test:index:Shared": { type: "object", properties: { key: { type: "string" } }, required: ["key"] },
    "test:index:FirstNested": {
      type: "object",
      properties: {
        protocol: { $ref: "#/types/test:index:FirstNestedProtocol", default: "tcp" },
        items: { type: "array", items: { $ref: "#/types/test:index:Shared" } },
      },
      required: ["items"],
    },
    "test:index:FirstNestedProtocol": { type: "string", enum: [{ value: "tcp" }, { value: "udp" }] },
    "test:index:FirstFileText": {
      type: "object",
      properties: { kind: { type: "string", const: "text" }, text: { type: "string" } },
      required: ["kind", "text"],
    },
    "test:index:FirstFileLink": {
      type: "object",
      properties: { kind: { type: "string", const: "link" }, target: { type: "string" } },
      required: ["kind"],
    },
  });
  const { inputProperties } = written.resources["test:index:Second"]!;
  expect(inputProperties).toEqual({
    shared: { $ref: "#/types/test:index:Shared", description: "Restricted." },
  });
});
