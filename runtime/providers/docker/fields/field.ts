import type { PropertyValue } from "../../../protocol/values";

/** One input of a resource: its type, the effect of a change, and its valid values. */
export type Field = FieldType & {
  required?: true;
  /** The value of an absent input. */
  default?: PropertyValue;
  /** Changes in place ("update") or without any effect ("none"). Without it, a change replaces the resource. */
  change?: "update" | "none";
  /** Why the input is not supported, and an alternative. */
  unsupported?: string;
};

type FieldType =
  | { kind: "text"; oneOf?: readonly string[]; pattern?: Pattern }
  | { kind: "integer"; min?: number; max?: number }
  | { kind: "flag" }
  /** A map of strings. */
  | { kind: "map" }
  | { kind: "texts"; unordered?: true }
  | { kind: "object"; fields: Fields }
  | { kind: "objects"; fields: Fields; unordered?: true };

/** The pattern of a text, and a description that follows "must be". */
interface Pattern {
  test: RegExp;
  words: string;
}

export type Fields = Readonly<Record<string, Field>>;

export const text: Field = { kind: "text" };
export const integer: Field = { kind: "integer", min: 0 };
export const flag: Field = { kind: "flag" };
export const map: Field = { kind: "map" };
/** Texts in a meaningful order. */
export const texts: Field = { kind: "texts" };
export const setOfTexts: Field = { kind: "texts", unordered: true };

export const objects = (fields: Fields): Field => ({ kind: "objects", fields });
export const setOf = (fields: Fields): Field => ({ kind: "objects", fields, unordered: true });
export const object = (fields: Fields): Field => ({ kind: "object", fields });
export const required = (field: Field): Field => ({ ...field, required: true });
export const updatable = (field: Field): Field => ({ ...field, change: "update" });
/** A field whose change alone has no effect. */
export const inert = (field: Field): Field => ({ ...field, change: "none" });
export const withDefault = (field: Field, value: PropertyValue): Field => ({ ...field, default: value });
/** @param why follows "is not supported: " */
export const unsupported = (field: Field, why: string): Field => ({ ...field, unsupported: why });
export const oneOf = (...values: string[]): Field => ({ kind: "text", oneOf: values });
export const matching = (test: RegExp, words: string): Field => ({ kind: "text", pattern: { test, words } });

/** Labels, as lists of pairs. */
export const labels = setOf({ label: required(text), value: required(text) });
