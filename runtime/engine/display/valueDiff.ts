import {
  deepEquals,
  isPropertyMap,
  OutputValue,
  Secret,
  type PropertyMap,
  type PropertyValue,
  Unknown,
  unwrap,
} from "../../protocol/values";
import { compareBytes } from "../workspace/goJson";

/** The difference of two maps. Each key is in exactly one of the four fields. */
export interface ObjectDiff {
  adds: Map<string, PropertyValue>;
  deletes: Map<string, PropertyValue>;
  updates: Map<string, ValueDiff>;
  sames: Map<string, PropertyValue>;
}

/** The difference of two lists, by index. */
export interface ArrayDiff {
  adds: Map<number, PropertyValue>;
  deletes: Map<number, PropertyValue>;
  updates: Map<number, ValueDiff>;
  sames: Map<number, PropertyValue>;
}

/** The difference of two values, with nested differences if both are lists or both are maps. */
export interface ValueDiff {
  old: PropertyValue;
  new: PropertyValue;
  array?: ArrayDiff;
  object?: ObjectDiff;
}

/** Internal keys of programs and providers are neither compared nor shown. */
export const isInternalKey = (key: string): boolean => key.startsWith("__");

export const emptyDiff = <K>(): {
  adds: Map<K, PropertyValue>;
  deletes: Map<K, PropertyValue>;
  updates: Map<K, ValueDiff>;
  sames: Map<K, PropertyValue>;
} => ({ adds: new Map(), deletes: new Map(), updates: new Map(), sames: new Map() });

/** All keys of a diff in order, including unchanged ones. */
export const diffKeys = (diff: ObjectDiff): string[] =>
  [...diff.adds.keys(), ...diff.deletes.keys(), ...diff.updates.keys(), ...diff.sames.keys()].sort(
    compareBytes,
  );

interface DiffOptions {
  /** Selects keys to ignore at any depth. Default: internal ones. */
  ignore?: (key: string) => boolean;
  /** Treat unknown values as unchanged, for stack outputs. Default false. */
  unknownIsSame?: boolean;
}

/** Returns the difference of two maps; undefined if there is none. Null equals absent. */
export function diffObjects(
  olds: PropertyMap,
  news: PropertyMap,
  options: DiffOptions = {},
): ObjectDiff | undefined {
  const { ignore = isInternalKey } = options;
  const diff: ObjectDiff = emptyDiff();
  for (const [key, old] of Object.entries(olds)) {
    if (ignore(key) || old === undefined) continue;
    const value = news[key];
    if (value === undefined) {
      if (old !== null) diff.deletes.set(key, old);
      continue;
    }
    const difference = diffValues(old, value, options);
    if (!difference) diff.sames.set(key, old);
    else if (old === null) diff.adds.set(key, value);
    else if (value === null) diff.deletes.set(key, old);
    else diff.updates.set(key, difference);
  }
  for (const [key, value] of Object.entries(news)) {
    if (ignore(key) || value === undefined || value === null || olds[key] !== undefined) continue;
    diff.adds.set(key, value);
  }
  return diff.adds.size + diff.deletes.size + diff.updates.size > 0 ? diff : undefined;
}

/** Returns the difference of two values; undefined if there is none. */
export function diffValues(
  old: PropertyValue,
  value: PropertyValue,
  options: DiffOptions = {},
): ValueDiff | undefined {
  if (options.unknownIsSame && unwrap(value) instanceof Unknown) return undefined;
  if (Array.isArray(old) && Array.isArray(value)) {
    const array = diffArrays(old, value, options);
    return array && { old, new: value, array };
  }
  if (isPropertyMap(old) && isPropertyMap(value)) {
    const object = diffObjects(old, value, options);
    return object && { old, new: value, object };
  }
  if (isSecret(old) && isSecret(value)) {
    return diffValues(secretContent(old), secretContent(value), options) && { old, new: value };
  }
  return deepEquals(old, value) ? undefined : { old, new: value };
}

function diffArrays(
  olds: PropertyValue[],
  news: PropertyValue[],
  options: DiffOptions,
): ArrayDiff | undefined {
  const diff: ArrayDiff = emptyDiff();
  for (let i = 0; i < Math.max(olds.length, news.length); i++) {
    if (i >= news.length) diff.deletes.set(i, olds[i]!);
    else if (i >= olds.length) diff.adds.set(i, news[i]!);
    else {
      const difference = diffValues(olds[i]!, news[i]!, options);
      if (difference) diff.updates.set(i, difference);
      else diff.sames.set(i, olds[i]!);
    }
  }
  return diff.adds.size + diff.deletes.size + diff.updates.size > 0 ? diff : undefined;
}

export const isSecret = (value: PropertyValue): value is Secret | OutputValue =>
  value instanceof Secret || (value instanceof OutputValue && value.secret);
const secretContent = (secret: Secret | OutputValue): PropertyValue => secret.value ?? null;
