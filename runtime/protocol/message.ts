import type { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { PropertyMap } from "./values";
import { fromStruct, type MarshalOptions, toStruct } from "./wire";

/** How a protobuf message contains one property of a plain object. */
export interface Field<Message, Value> {
  /** Returns undefined if the message does not contain the property. */
  read: (message: Message) => Value | undefined;
  write: (message: Message, value: Value, options: MarshalOptions) => unknown;
}

/** The names of a message's fields with values of a type: `Id` for `getId` and `setId`. */
type FieldName<Message, Value> = {
  [Key in keyof Message]: Key extends `get${infer Name}`
    ? Message[Key] extends () => Value | undefined
      ? Name
      : never
    : never;
}[keyof Message];

/** How a message contains a plain object: the name of each property's field, or how it is read and written. */
export type Fields<Plain, Message> = {
  [Key in keyof Plain]-?:
    FieldName<Message, NonNullable<Plain[Key]>> | Field<Message, NonNullable<Plain[Key]>>;
};

type Getters = Record<string, () => unknown>;
type Setters = Record<string, (value: unknown) => unknown>;

/** Returns the plain object that a message contains. */
export function readMessage<Plain, Message>(message: Message, fields: Fields<Plain, Message>): Plain {
  const plain: Record<string, unknown> = {};
  for (const [key, field] of entries<Message>(fields))
    plain[key] = typeof field === "string" ? (message as Getters)[`get${field}`]!() : field.read(message);
  return plain as Plain;
}

/**
 * Writes a plain object into a new message; undefined properties keep the message's defaults.
 * @param options what the receiver supports
 */
export function writeMessage<Plain extends object, Message>(
  message: Message,
  plain: Plain,
  fields: Fields<Plain, Message>,
  options: MarshalOptions = {},
): Message {
  for (const [key, field] of entries<Message>(fields)) {
    const value = (plain as Record<string, unknown>)[key];
    if (value === undefined) continue;
    if (typeof field === "string") (message as Setters)[`set${field}`]!(value);
    else field.write(message, value, options);
  }
  return message;
}

const entries = <Message>(fields: object) =>
  Object.entries(fields) as [key: string, field: string | Field<Message, unknown>][];

type Accessors<Name extends string, Raw> = Record<`get${Name}`, () => Raw | undefined> &
  Record<`set${Name}`, (raw: Raw) => unknown>;

/** A field whose value is converted. */
function converted<Name extends string, Raw, Value>(
  name: Name,
  decode: (raw: Raw | undefined) => Value | undefined,
  encode: (value: Value, options: MarshalOptions) => Raw,
): Field<Accessors<Name, Raw>, Value> {
  const [get, set] = [`get${name}`, `set${name}`];
  return {
    read: (message) => decode((message as Getters)[get]!() as Raw | undefined),
    write: (message, value, options) => (message as Setters)[set]!(encode(value, options)),
  };
}

/** A property map; empty if the message contains none. */
export const struct = <Name extends string>(name: Name) =>
  converted<Name, Struct, PropertyMap>(name, fromStruct, toStruct);

/** A property map; undefined if the message contains none. */
export const optionalStruct = <Name extends string>(name: Name) =>
  converted<Name, Struct, PropertyMap>(name, (raw) => raw && fromStruct(raw), toStruct);

/** A value that is undefined if the message contains an empty one. */
export const unlessEmpty = <Name extends string, Value>(name: Name) =>
  converted<Name, Value, Value>(
    name,
    (raw) => raw || undefined,
    (value) => value,
  );

/** A value of an enum, by name. */
export const choice = <Name extends string, Value extends string>(
  name: Name,
  numbers: Readonly<Record<Value, number>>,
) =>
  converted<Name, number, Value>(
    name,
    (raw) => (Object.keys(numbers) as Value[]).find((value) => numbers[value] === raw),
    (value) => numbers[value],
  );

/** A message within another. */
export const nested = <Name extends string, Plain extends object, Message>(
  name: Name,
  Nested: new () => Message,
  fields: Fields<Plain, Message>,
) =>
  converted<Name, Message, Plain>(
    name,
    (raw) => raw && readMessage(raw, fields),
    (plain, options) => writeMessage(new Nested(), plain, fields, options),
  );
