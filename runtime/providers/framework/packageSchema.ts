import { z } from "zod";
import { type JsonSchema, jsonSchemaOf } from "../../../lib/schemaProblems";
import type { Definition } from "./sdk/definition";

/** A reference to a type: https://www.pulumi.com/docs/iac/guides/building-extending/packages/schema/ */
interface TypeSpec {
  type?: string;
  $ref?: string;
  items?: TypeSpec;
  additionalProperties?: TypeSpec;
  oneOf?: TypeSpec[];
  discriminator?: { propertyName: string; mapping: Record<string, string> };
}

interface PropertySpec extends TypeSpec {
  description?: string;
  const?: unknown;
  default?: unknown;
  secret?: boolean;
  willReplaceOnChanges?: boolean;
}

const ANY: TypeSpec = { $ref: "pulumi.json#/Any" };

/** The schema of a Pulumi package with these resource types. */
export function packageSchema(name: string, version: string, definitions: readonly Definition[]): object {
  const writer = new SchemaWriter(name);
  const resources = Object.fromEntries(definitions.map((each) => [each.type, writer.resource(each)]));
  return { name, version, types: writer.types, resources };
}

/** Converts zod's schemas to Pulumi's. Each nested object becomes a type with a name. */
class SchemaWriter {
  readonly types: Record<string, object> = {};

  constructor(private readonly packageName: string) {}

  resource({ type, description, inputs, outputs, replaceOnChanges = [] }: Definition): object {
    const name = type.split(":").at(-1)!;
    const given = jsonSchemaOf(inputs);
    const { required: requiredInputs = [] } = given;
    const inputProperties = this.properties(given, name);
    for (const input of replaceOnChanges) inputProperties[input]!.willReplaceOnChanges = true;
    const ownOutputs = this.properties(jsonSchemaOf(z.object(outputs), "output"), name);
    return {
      description,
      inputProperties,
      requiredInputs,
      properties: { ...inputProperties, ...ownOutputs },
      // The outputs contain the inputs without the defaults.
      required: [...new Set([...requiredInputs, ...Object.keys(ownOutputs)])],
    };
  }

  private properties({ properties = {} }: JsonSchema, name: string): Record<string, PropertySpec> {
    return Object.fromEntries(
      Object.entries(properties).map(([key, property]) => [key, this.property(property, joined(name, key))]),
    );
  }

  private property(json: JsonSchema, name: string): PropertySpec {
    const { description, const: constant, secret } = json;
    // Pulumi has no defaults of lists and maps; the provider fills them in.
    const fallback = typeof json.default === "object" ? undefined : json.default;
    return { ...this.typeOf(json, name), description, const: constant, default: fallback, secret };
  }

  private typeOf(json: JsonSchema, name: string): TypeSpec {
    const { type, items = {}, additionalProperties: values } = json;
    const variants = json.oneOf ?? json.anyOf;
    if (variants !== undefined) return this.unionOf(variants, name);
    if (json.properties !== undefined || json.enum !== undefined)
      return this.named(json, json.typeName ?? name);
    if (type === undefined) return ANY;
    if (type === "array") return { type, items: this.typeOf(items, name) };
    if (type === "object")
      return { type, additionalProperties: this.typeOf(typeof values === "object" ? values : {}, name) };
    return { type };
  }

  private named(json: JsonSchema, name: string): TypeSpec {
    const token = `${this.packageName}:index:${name}`;
    this.types[token] ??=
      json.enum === undefined
        ? { type: "object", properties: this.properties(json, name), required: json.required ?? [] }
        : { type: json.type, enum: json.enum.map((value) => ({ value })) };
    return { $ref: `#/types/${token}` };
  }

  private unionOf(variants: readonly JsonSchema[], name: string): TypeSpec {
    const propertyName = Object.keys(variants[0]?.properties ?? {}).find((key) =>
      variants.every(({ properties }) => properties?.[key]?.const !== undefined),
    );
    // Variants that differ in their format only.
    if (propertyName === undefined) return this.typeOf(variants[0]!, name);
    const types = variants.map((variant) => {
      const kind = String(variant.properties![propertyName]!.const);
      return [kind, this.typeOf(variant, joined(name, kind))] as const;
    });
    const mapping = Object.fromEntries(types.map(([kind, { $ref }]) => [kind, $ref!]));
    return { oneOf: types.map(([, type]) => type), discriminator: { propertyName, mapping } };
  }
}

/** `Files` and `paths` are `FilesPaths`. */
const joined = (name: string, part: string): string => name + part.charAt(0).toUpperCase() + part.slice(1);
