import { z } from "zod";
import { componentSchemas } from "./schema";

const schemas = componentSchemas({
  "a:b:Thing": {
    description: "A thing.",
    args: z.strictObject({
      count: z.int().describe("How many."),
      mode: z.enum(["on", "off"]).default("on"),
      names: z.array(z.string()).optional(),
      limits: z.record(z.string(), z.number()).optional(),
      images: z.strictObject({ mirror: z.string().optional() }).prefault({}).describe("Where from."),
      ports: z.array(z.strictObject({ port: z.int() })).optional(),
      choice: z.union([z.string(), z.number()]).optional(),
      custom: z.custom<object>(() => true).optional(),
    }),
    outputs: ["address"],
  },
});
const { inputProperties, requiredInputs, properties, required } = schemas.resources["a:b:Thing"]!;

test("arguments are plain, with their types and descriptions", () => {
  expect(inputProperties).toMatchObject({
    count: { type: "integer", description: "How many.", plain: true },
    mode: { type: "string", plain: true },
    names: { type: "array", items: { type: "string" }, plain: true },
    limits: { type: "object", additionalProperties: { type: "number" }, plain: true },
  });
});

test("only arguments without a default are required", () => {
  expect(requiredInputs).toEqual(["count"]);
});

test("an object is a named type, also in a list", () => {
  expect(inputProperties.images).toEqual({
    $ref: "#/types/a:b:ThingArgsImages",
    description: "Where from.",
    plain: true,
  });
  expect(inputProperties.ports).toMatchObject({
    type: "array",
    items: { $ref: "#/types/a:b:ThingArgsPortsItem" },
  });
  expect(schemas.types).toMatchObject({
    "a:b:ThingArgsImages": {
      type: "object",
      properties: { mirror: { type: "string", plain: true } },
      required: [],
    },
    "a:b:ThingArgsPortsItem": { properties: { port: { type: "integer" } }, required: ["port"] },
  });
});

test("a union or a value without a description is any value", () => {
  expect(inputProperties).toMatchObject({
    choice: { $ref: "pulumi.json#/Any" },
    custom: { $ref: "pulumi.json#/Any" },
  });
});

test("outputs are strings", () => {
  expect({ properties, required }).toEqual({
    properties: { address: { type: "string" } },
    required: ["address"],
  });
});
