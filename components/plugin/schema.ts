import type { z } from "zod";
import { type JsonSchema, jsonSchemaOf } from "../../lib/schemaProblems";

/** A property of a Pulumi schema. */
interface PropertySpec {
  type?: string;
  $ref?: string;
  description?: string;
  plain?: boolean;
  items?: PropertySpec;
  additionalProperties?: PropertySpec;
}

/** A component, as its schema describes it. */
export interface ComponentDescription {
  description: string;
  args: z.ZodObject;
  /** The outputs, all of them strings. */
  outputs: readonly string[];
}

/** The components of a Pulumi schema by their tokens, and the object types of their arguments. */
export function componentSchemas(components: Readonly<Record<string, ComponentDescription>>) {
  const types: Record<string, object> = {};

  function objectOf(token: string, { description, properties = {}, required = [] }: JsonSchema) {
    const entries = Object.entries(properties).map(([name, property]): [string, PropertySpec] => [
      name,
      // Arguments are checked before anything is registered, so they must be known.
      { ...propertyOf(`${token}${capitalized(name)}`, property), plain: true },
    ]);
    return { type: "object", description, properties: Object.fromEntries(entries), required };
  }

  /** @param token of the object type, if the property is an object with named fields */
  function propertyOf(token: string, schema: JsonSchema): PropertySpec {
    const { type, description, items, additionalProperties, properties } = schema;
    if (properties !== undefined) {
      types[token] = objectOf(token, schema);
      return { $ref: `#/types/${token}`, description };
    }
    if (type === "array" && items !== undefined)
      return { type, items: propertyOf(`${token}Item`, items), description };
    if (type === "object" && typeof additionalProperties === "object")
      return { type, additionalProperties: propertyOf(`${token}Value`, additionalProperties), description };
    if (type !== undefined && SCALARS.includes(type)) return { type, description };
    // A constant without a type, a union, or a value that zod does not describe. The component checks it.
    return { $ref: "pulumi.json#/Any", description };
  }

  const resources = Object.entries(components).map(([token, { description, args, outputs }]) => {
    const { properties: inputProperties, required: requiredInputs } = objectOf(
      `${token}Args`,
      jsonSchemaOf(args),
    );
    const properties = Object.fromEntries(outputs.map((name) => [name, { type: "string" }]));
    const component = { isComponent: true, description, inputProperties, requiredInputs, properties };
    return [token, { ...component, required: [...outputs] }] as const;
  });
  return { resources: Object.fromEntries(resources), types };
}

const SCALARS: readonly string[] = ["string", "integer", "number", "boolean"];

const capitalized = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);
