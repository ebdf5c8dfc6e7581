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

/** The difference of two maps or two lists, by key or index. Each key is in exactly one of the four fields. */
export interface Diff<Key> {
  adds: Map<Key, PropertyValue>;
  deletes: Map<Key, PropertyValue>;
  updates: Map<Key, ValueDiff>;
  sames: Map<Key, PropertyValue>;
}
export type ObjectDiff = Diff<string>;

/** The difference of two values, with nested differences if both are lists or both are maps. */
export interface ValueDiff {
  old: PropertyValue;
  new: PropertyValue;
  array?: Diff<number>;
  object?: ObjectDiff;
}

/** Internal keys of programs and providers are neither compared nor shown. */
export const isInternalKey = (key: string): boolean => key.startsWith("__");

export const emptyDiff = <Key>(): Diff<Key> => ({
  adds: new Map(),
  deletes: new Map(),
  updates: new Map(),
  sames: new Map(),
});

export const hasChanges = <Key>({ adds, deletes, updates }: Diff<Key>): boolean =>
  adds.size + deletes.size + updates.size > 0;

/** All keys of a diff, including unchanged ones. */
export const diffKeys = <Key>({ adds, deletes, updates, sames }: Diff<Key>): Key[] =>
  [adds, deletes, updates, sames].flatMap((part) => [...part.keys()]);

interface DiffOptions {
  /** Treat unknown values as unchanged, for stack outputs. Default false. */
  unknownIsSame?: boolean;
}

/** Returns the difference of two maps; undefined if there is none. Null equals absent. */
export function diffObjects(
  olds: PropertyMap,
  news: PropertyMap,
  options: DiffOptions = {},
): ObjectDiff | undefined {
  const diff = emptyDiff<string>();
  for (const [key, old] of Object.entries(olds)) {
    if (isInternalKey(key) || old === undefined) continue;
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
    if (isInternalKey(key) || value === undefined || value === null || olds[key] !== undefined) continue;
    diff.adds.set(key, value);
  }
  return hasChanges(diff) ? diff : undefined;
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
): Diff<number> | undefined {
  const diff = emptyDiff<number>();
  for (let i = 0; i < Math.max(olds.length, news.length); i++) {
    if (i >= news.length) diff.deletes.set(i, olds[i]!);
    else if (i >= olds.length) diff.adds.set(i, news[i]!);
    else {
      const difference = diffValues(olds[i]!, news[i]!, options);
      if (difference) diff.updates.set(i, difference);
      else diff.sames.set(i, olds[i]!);
    }
  }
  return hasChanges(diff) ? diff : undefined;
}

export const isSecret = (value: PropertyValue): value is Secret | OutputValue =>
  value instanceof Secret || (value instanceof OutputValue && value.secret);
const secretContent = (secret: Secret | OutputValue): PropertyValue => secret.value ?? null;
