import type { PropertyValue } from "../../../protocol/values";

/** One input of a resource: its type, what a change of it does, and what it may be. */
export type Field = FieldType & {
  required?: true;
  /** What an absent one means. */
  default?: PropertyValue;
  /** A change is made to what is there, or is none; without it, a change replaces the resource. */
  change?: "update" | "none";
  /** It is not supported: why, and what to do instead. */
  refused?: string;
};

type FieldType =
  | { kind: "text"; oneOf?: readonly string[]; pattern?: Pattern }
  | { kind: "integer"; min?: number; max?: number }
  | { kind: "flag" }
  /** A map of texts. */
  | { kind: "map" }
  | { kind: "texts"; unordered?: true }
  | { kind: "object"; fields: Fields }
  | { kind: "objects"; fields: Fields; unordered?: true };

/** What a text must look like, and that in words, as it follows "must be". */
interface Pattern {
  test: RegExp;
  words: string;
}

export type Fields = Readonly<Record<string, Field>>;

export const text: Field = { kind: "text" };
export const integer: Field = { kind: "integer", min: 0 };
export const flag: Field = { kind: "flag" };
export const map: Field = { kind: "map" };
/** Texts whose order says something. */
export const texts: Field = { kind: "texts" };
export const setOfTexts: Field = { kind: "texts", unordered: true };

export const objects = (fields: Fields): Field => ({ kind: "objects", fields });
export const setOf = (fields: Fields): Field => ({ kind: "objects", fields, unordered: true });
export const object = (fields: Fields): Field => ({ kind: "object", fields });
export const required = (field: Field): Field => ({ ...field, required: true });
export const updatable = (field: Field): Field => ({ ...field, change: "update" });
/** For what is only used when something else changes. */
export const inert = (field: Field): Field => ({ ...field, change: "none" });
export const withDefault = (field: Field, value: PropertyValue): Field => ({ ...field, default: value });
/** @param why follows "is not supported: " */
export const refused = (field: Field, why: string): Field => ({ ...field, refused: why });
export const oneOf = (...values: string[]): Field => ({ kind: "text", oneOf: values });
export const matching = (test: RegExp, words: string): Field => ({ kind: "text", pattern: { test, words } });

/** User-defined metadata, as lists of pairs. */
export const labels = setOf({ label: required(text), value: required(text) });
