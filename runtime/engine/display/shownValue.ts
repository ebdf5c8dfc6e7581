import { toJson, type Json } from "../../protocol/wire";
import {
  mapValue,
  OutputValue,
  type PropertyMap,
  type PropertyValue,
  Secret,
  UNKNOWN,
} from "../../protocol/values";

/** Replaces secrets in all output. */
const SECRET_TEXT = "[secret]";

/** Properties as JSON with blinded secrets. Like the official CLI, unknown values have their wire signature. */
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
