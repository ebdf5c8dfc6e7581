import type { PropertyValue } from "../../../protocol/values";

/** One input of a resource: its type, the effect of a change, and its valid values. */
export type Field = FieldType & {
  required?: true;
  /** The value of an absent input. */
  default?: PropertyValue;
  /** Changes in place ("update") or without any effect ("none"). Without it, a change replaces the resource. */
  change?: "update" | "none";
  /** A secret even without a mark: messages name only the types of its values. */
  sensitive?: true;
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

/** Keys of the official plugin's internal data in inputs (`__defaults`) and outputs (`__meta`). */
export const isInternal = (key: string): boolean => key.startsWith("__");

/** The type of the inputs that a table describes, after its check and without secret marks. */
export type InputsOf<Table extends Fields> = {
  [Key in keyof Table as Table[Key] extends { required: true } ? Key : never]: ValueOf<Table[Key]>;
} & {
  [Key in keyof Table as Table[Key] extends { required: true } ? never : Key]?: ValueOf<Table[Key]>;
};

/** The inputs of a resource that always has a name: the program's or a generated one. */
export type NamedInputsOf<Table extends Fields> = InputsOf<Table> & { name: string };

type ValueOf<F extends Field> = F extends { kind: "object"; fields: infer Table extends Fields }
  ? InputsOf<Table>
  : F extends { kind: "objects"; fields: infer Table extends Fields }
    ? InputsOf<Table>[]
    : F extends { oneOf: readonly (infer Text)[] }
      ? Text
      : PlainValues[F["kind"] & keyof PlainValues];

interface PlainValues {
  text: string;
  integer: number;
  flag: boolean;
  map: Record<string, string>;
  texts: string[];
}

export const text = { kind: "text" } as const;
export const integer = { kind: "integer", min: 0 } as const;
export const flag = { kind: "flag" } as const;
export const map = { kind: "map" } as const;
/** Texts in a meaningful order. */
export const texts = { kind: "texts" } as const;
export const setOfTexts = { kind: "texts", unordered: true } as const;

export const objects = <Table extends Fields>(fields: Table) => ({ kind: "objects", fields }) as const;
export const setOf = <Table extends Fields>(fields: Table) =>
  ({ ...objects(fields), unordered: true }) as const;
export const object = <Table extends Fields>(fields: Table) => ({ kind: "object", fields }) as const;
export const required = <F extends Field>(field: F) => ({ ...field, required: true }) as const;
export const updatable = <F extends Field>(field: F) => ({ ...field, change: "update" }) as const;
/** A field whose change alone has no effect. */
export const inert = <F extends Field>(field: F) => ({ ...field, change: "none" }) as const;
export const sensitive = <F extends Field>(field: F) => ({ ...field, sensitive: true }) as const;
export const withDefault = <F extends Field>(field: F, value: PropertyValue) => ({
  ...field,
  default: value,
});
/** @param why follows "is not supported: " */
export const unsupported = <F extends Field>(field: F, why: string) => ({ ...field, unsupported: why });
export const oneOf = <Text extends string>(...values: Text[]) => ({ kind: "text", oneOf: values }) as const;
export const matching = (test: RegExp, words: string) =>
  ({ kind: "text", pattern: { test, words } }) as const;

/** Labels, as lists of pairs. */
export const labels = setOf({ label: required(text), value: required(text) });
