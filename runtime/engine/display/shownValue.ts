import { toJson, type Json } from "../../protocol/wire";
import {
  mapValue,
  OutputValue,
  type PropertyMap,
  type PropertyValue,
  Secret,
  UNKNOWN,
} from "../../protocol/values";

/** What stands for a secret in anything that people or programs read. */
export const SECRET_TEXT = "[secret]";

/** Properties as JSON with every secret blinded; unknown values as their wire signature, as the official CLI has them. */
export function blindedJson(properties: PropertyMap): Record<string, Json> {
  return toJson(blind(properties)) as Record<string, Json>;
}

function blind(value: PropertyValue): PropertyValue {
  return mapValue(value, (special) => {
    if (special instanceof Secret) return SECRET_TEXT;
    if (!(special instanceof OutputValue)) return special;
    if (special.secret) return SECRET_TEXT;
    return special.value === undefined ? UNKNOWN : blind(special.value);
  });
}
