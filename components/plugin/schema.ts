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

/** An object type of a Pulumi schema. */
interface ObjectSpec {
  type: "object";
  description?: string;
  properties: Record<string, PropertySpec>;
  required: string[];
}

/** A component of a Pulumi schema. */
interface ComponentSpec {
  isComponent: true;
  description: string;
  inputProperties: Record<string, PropertySpec>;
  requiredInputs: string[];
  properties: Record<string, PropertySpec>;
  required: string[];
}

/** A component, as its schema describes it. */
export interface ComponentDescription {
  description: string;
  args: z.ZodObject;
  /** The outputs, all of them strings. */
  outputs: readonly string[];
}

/** Collects the components of a Pulumi schema and the object types of their arguments. */
export class ComponentSchemas {
  readonly resources: Record<string, ComponentSpec> = {};
  readonly types: Record<string, ObjectSpec> = {};

  add(token: string, { description, args, outputs }: ComponentDescription): void {
    const { properties, required } = this.object(`${token}Args`, jsonSchemaOf(args));
    this.resources[token] = {
      isComponent: true,
      description,
      inputProperties: properties,
      requiredInputs: required,
      properties: Object.fromEntries(outputs.map((name) => [name, { type: "string" }])),
      required: [...outputs],
    };
  }

  private object(token: string, { description, properties = {}, required = [] }: JsonSchema): ObjectSpec {
    const entries = Object.entries(properties).map(([name, property]): [string, PropertySpec] => [
      name,
      // Arguments are checked before anything is registered, so they must be known.
      { ...this.property(`${token}${capitalized(name)}`, property), plain: true },
    ]);
    return { type: "object", description, properties: Object.fromEntries(entries), required };
  }

  /** @param token of the object type, if the property is an object with named fields */
  private property(token: string, schema: JsonSchema): PropertySpec {
    const { type, description, items, additionalProperties, properties } = schema;
    if (properties !== undefined) {
      this.types[token] = this.object(token, schema);
      return { $ref: `#/types/${token}`, description };
    }
    if (type === "array" && items !== undefined)
      return { type, items: this.property(`${token}Item`, items), description };
    if (type === "object" && typeof additionalProperties === "object")
      return {
        type,
        additionalProperties: this.property(`${token}Value`, additionalProperties),
        description,
      };
    if (type !== undefined && SCALARS.includes(type)) return { type, description };
    // A constant without a type, a union, or a value that zod does not describe. The component checks it.
    return { $ref: "pulumi.json#/Any", description };
  }
}

const SCALARS: readonly string[] = ["string", "integer", "number", "boolean"];

const capitalized = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);
