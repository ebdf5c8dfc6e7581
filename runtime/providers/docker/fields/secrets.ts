import { hideTexts } from "../../../../lib/hideTexts";
import {
  containsSecrets,
  deepEquals,
  isPropertyMap,
  removeSecrets,
  Secret,
  type PropertyMap,
  type PropertyValue,
} from "../../../protocol/values";

/**
 * Copies the secret marks of `marked` to plain values: an unchanged top-level value keeps its marks; a changed one
 * becomes secret as a whole if the old one contains a secret.
 */
export function markLike(plain: PropertyMap, marked: PropertyMap): PropertyMap {
  const result: PropertyMap = {};
  for (const [key, value] of Object.entries(plain)) {
    const like = marked[key];
    if (like === undefined || !containsSecrets(like)) result[key] = value;
    else if (deepEquals(removeSecrets(like), value)) result[key] = like;
    else result[key] = value instanceof Secret ? value : new Secret(value);
  }
  return result;
}

/** Shorter texts are not masked: they would also match unrelated words. */
const SHORTEST = 4;

/** Returns a function that masks every secret text of the inputs and the value of every secret `KEY=VALUE`. */
export function maskOf(inputs: PropertyMap): (text: string) => string {
  const secrets = new Set<string>();
  collect(inputs, false, secrets);
  return hideTexts([...secrets].filter((secret) => secret.length >= SHORTEST));
}

function collect(value: PropertyValue, isSecret: boolean, into: Set<string>): void {
  if (value instanceof Secret) collect(value.value, true, into);
  else if (Array.isArray(value)) for (const entry of value) collect(entry, isSecret, into);
  else if (isPropertyMap(value)) for (const entry of Object.values(value)) collect(entry, isSecret, into);
  else if (isSecret && typeof value === "string") {
    into.add(value);
    const pair = /^[A-Za-z_][A-Za-z0-9_.]*=(.*)$/s.exec(value);
    if (pair) into.add(pair[1]!);
    for (const line of value.split("\n")) into.add(line.trim());
  }
}
