import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { SECRET_SIGNATURE, SIGNATURE_KEY } from "../../lib/pulumiSignature";
import {
  Archive,
  Asset,
  isPropertyMap,
  mapValue,
  OutputValue,
  type PropertyMap,
  type PropertyValue,
  removeOutputValues,
  ResourceReference,
  Secret,
  Unknown,
  UNKNOWN,
} from "./values";

const ASSET_SIGNATURE = "c44067f5952c0a294b673a41bacd8c17";
const ARCHIVE_SIGNATURE = "0def7320c3a5731c473e5ecbe6d01bc7";
const RESOURCE_SIGNATURE = "5cf8f73096256a8f31e491e813e4eb8e";
const OUTPUT_SIGNATURE = "d0e6a833031e9bbcd3f4e8bde6ca49a4";

/** The text of an unknown value. Others send one per type of the future value; this engine always sends this one. */
export const UNKNOWN_STRING = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const UNKNOWN_STRINGS = new Set([
  UNKNOWN_STRING,
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7", // bool
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421", // number
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2", // array
  "030794c1-ac77-496b-92df-f27374a8bd58", // asset
  "e48ece36-62e2-4504-bad9-02848725956a", // archive
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff", // object
]);

/** What the receiver supports; other values are sent as plain ones. */
export interface MarshalOptions {
  /** Sends secrets as such, else as plain values. Default true. */
  keepSecrets?: boolean;
  /** Sends resource references as such, else as the id, or as the URN without an id. Default true. */
  keepResources?: boolean;
  /** Sends output values as such, else as secret, unknown or plain values. Default true. */
  keepOutputValues?: boolean;
}

/** The JSON form of values in messages and, for plain values, in checkpoints. */
export type Json = null | boolean | number | string | Json[] | JsonMap;
export interface JsonMap {
  [key: string]: Json;
}

/** Converts a value to JSON. Special values become maps with a signature. */
export function toJson(value: PropertyValue, options: MarshalOptions = {}): Json {
  return mapValue<Json>(value, (special) => {
    if (typeof special === "number") return special;
    if (special instanceof Unknown) return UNKNOWN_STRING;
    if (special instanceof Secret) {
      const content = toJson(special.value, options);
      return options.keepSecrets === false ? content : { [SIGNATURE_KEY]: SECRET_SIGNATURE, value: content };
    }
    if (special instanceof OutputValue) return outputToJson(special, options);
    if (special instanceof Asset) return { [SIGNATURE_KEY]: ASSET_SIGNATURE, ...special.content };
    if (special instanceof Archive) return archiveToJson(special, options);
    if (special instanceof ResourceReference) return referenceToJson(special, options);
    throw new TypeError("not a property value");
  });
}

function outputToJson(value: OutputValue, options: MarshalOptions): Json {
  if (options.keepOutputValues === false) return toJson(removeOutputValues(value), options);
  return {
    [SIGNATURE_KEY]: OUTPUT_SIGNATURE,
    ...(value.value === undefined ? {} : { value: toJson(value.value, options) }),
    ...(value.secret ? { secret: true } : {}),
    ...(value.dependencies.length > 0 ? { dependencies: [...value.dependencies] } : {}),
  };
}

function archiveToJson(archive: Archive, options: MarshalOptions): Json {
  const { assets, ...rest } = archive.content;
  const json: JsonMap = { [SIGNATURE_KEY]: ARCHIVE_SIGNATURE, ...rest };
  if (assets) {
    json.assets = Object.fromEntries(Object.entries(assets).map(([name, a]) => [name, toJson(a, options)]));
  }
  return json;
}

function referenceToJson(reference: ResourceReference, options: MarshalOptions): Json {
  const id = reference.id instanceof Unknown ? UNKNOWN_STRING : reference.id;
  if (options.keepResources === false) return id ?? reference.urn;
  return {
    [SIGNATURE_KEY]: RESOURCE_SIGNATURE,
    urn: reference.urn,
    ...(id === undefined ? {} : { id }),
    ...(reference.packageVersion === "" ? {} : { packageVersion: reference.packageVersion }),
  };
}

/**
 * Converts JSON to a value.
 * @param special converts a map with a signature. Default: the form in messages
 * @throws when a map has an unknown signature, or a special value is malformed
 */
export function fromJson(
  json: Json,
  special: (json: JsonMap) => PropertyValue = specialFromJson,
): PropertyValue {
  if (typeof json === "string") return UNKNOWN_STRINGS.has(json) ? UNKNOWN : json;
  if (json === null || typeof json !== "object") return json;
  if (Array.isArray(json)) return json.map((element) => fromJson(element, special));
  if (json[SIGNATURE_KEY] !== undefined) return special(json);
  const result: PropertyMap = {};
  for (const key of Object.keys(json)) result[key] = fromJson(json[key]!, special);
  return result;
}

function specialFromJson(json: JsonMap): PropertyValue {
  const { [SIGNATURE_KEY]: signature, ...rest } = json;
  switch (signature) {
    case SECRET_SIGNATURE:
      if (json.value === undefined) throw new Error("malformed secret: missing value");
      return new Secret(fromJson(json.value));
    case OUTPUT_SIGNATURE:
      return new OutputValue(
        json.value === undefined ? undefined : fromJson(json.value),
        json.secret === true,
        (json.dependencies as string[] | undefined) ?? [],
      );
    case ASSET_SIGNATURE:
      return new Asset(withoutEmpty(rest));
    case ARCHIVE_SIGNATURE: {
      const { assets, ...others } = rest;
      if (assets === undefined || assets === null) return new Archive(withoutEmpty(others));
      const parts = Object.entries(assets as JsonMap);
      return new Archive({
        ...withoutEmpty(others),
        assets: Object.fromEntries(parts.map(([name, a]) => [name, fromJson(a) as Asset | Archive])),
      });
    }
    case RESOURCE_SIGNATURE: {
      if (typeof json.urn !== "string") throw new Error("malformed resource reference: missing URN");
      const id = json.id === undefined || json.id === null ? undefined : fromJson(json.id);
      return new ResourceReference(
        json.urn,
        id instanceof Unknown ? id : id === undefined ? undefined : String(id),
        typeof json.packageVersion === "string" ? json.packageVersion : "",
      );
    }
    default:
      throw new Error(
        `found a property value with the signature ${JSON.stringify(signature)}; expected a known one`,
      );
  }
}

function withoutEmpty(content: JsonMap): Record<string, string> {
  return Object.fromEntries(
    Object.entries(content).filter(([, v]) => typeof v === "string" && v !== ""),
  ) as Record<string, string>;
}

/** Converts a property map to a protobuf Struct. */
export function toStruct(map: PropertyMap, options: MarshalOptions = {}): Struct {
  return Struct.fromJavaScript(toJson(map, options) as JsonMap);
}

/** Converts a protobuf Struct to a property map; undefined to an empty one. */
export function fromStruct(struct: Struct | undefined): PropertyMap {
  if (!struct) return {};
  const value = fromJson(struct.toJavaScript() as JsonMap);
  if (!isPropertyMap(value)) throw new Error("expected a map of properties in a message");
  return value;
}
