import {
  Archive,
  Asset,
  isPropertyMap,
  OutputValue,
  type PropertyMap,
  type PropertyValue,
  ResourceReference,
  Unknown,
  unwrap,
} from "../../protocol/values";
import { compareBytes } from "../workspace/goJson";
import { writeAsset, writeAssetDiff } from "./assetDiff";
import { parseEmbeddedDocument } from "./embeddedDocument";
import { longest, PropertyWriter, type Title, type WriterSettings } from "./propertyWriter";
import { quote, singleLine } from "./text";
import { writeTextDiff } from "./textDiff";
import {
  diffKeys,
  diffValues,
  isInternalKey,
  isSecret,
  type Diff,
  type ObjectDiff,
  type ValueDiff,
} from "./valueDiff";

/**
 * Renders the properties of a map, one per line, sorted and aligned. Skips internal keys.
 * @param include only these top-level keys. Default: all
 */
export function renderObject(
  properties: PropertyMap,
  settings: WriterSettings,
  include?: (key: string) => boolean,
): string {
  const writer = new PropertyWriter(settings);
  writeObject(writer, properties, include);
  return writer.text;
}

/** False for values that say nothing where properties are listed: null and empty texts, lists and maps. */
export function isWorthShowing(value: PropertyValue | undefined): boolean {
  if (value === undefined || value === null || value === "") return false;
  if (Array.isArray(value)) return value.length > 0;
  return !isPropertyMap(value) || Object.keys(value).length > 0;
}

/**
 * Renders the changes between two maps, and the unchanged properties that the diff names.
 * @param include only these top-level keys. Default: all
 * @param aligned the keys whose colons are aligned. Default: the included ones
 */
export function renderObjectDiff(
  diff: ObjectDiff,
  settings: Omit<WriterSettings, "op" | "prefix">,
  include?: (key: string) => boolean,
  aligned?: string[],
): string {
  const writer = new PropertyWriter({ ...settings, op: "same", prefix: true });
  writeObjectDiff(writer, diff, include, aligned);
  return writer.text;
}

function writeObject(
  writer: PropertyWriter,
  properties: PropertyMap,
  include: (key: string) => boolean = () => true,
): void {
  // The official CLI aligns with all keys, also those that it does not show.
  const keys = Object.keys(properties).sort(compareBytes);
  const width = longest(keys);
  for (const key of keys) {
    const value = properties[key];
    if (value === undefined || isInternalKey(key) || !include(key)) continue;
    writer.title(singleLine(key), width);
    writeValue(writer, value);
  }
}

/** Writes a value with a newline. */
function writeValue(writer: PropertyWriter, value: PropertyValue): void {
  if (isPrimitive(value)) writePrimitive(writer, value);
  else if (Array.isArray(value)) writeArray(writer, value);
  else if (value instanceof Asset || value instanceof Archive) writeAsset(writer, value);
  else if (value instanceof ResourceReference) {
    writer.write("{\n");
    writeReference(writer.indented(1), value);
    writer.closing("}");
  } else if (Object.keys(value as PropertyMap).length === 0) writer.write("{}");
  else {
    writer.write("{\n");
    writeObject(writer.indented(1), value as PropertyMap);
    writer.closing("}");
  }
  writer.write("\n");
}

function writeArray(writer: PropertyWriter, elements: PropertyValue[]): void {
  if (elements.length === 0) return writer.write("[]");
  writer.write("[\n");
  elements.forEach((element, index) => {
    writer.line(`    [${index}]: `);
    writeValue(writer.indented(1), element);
  });
  writer.closing("]");
}

function writeReference(writer: PropertyWriter, reference: ResourceReference): void {
  writer.title("URN", 3);
  writer.write(`${quote(reference.urn)}\n`);
  writer.title("ID", 3);
  writeValue(writer, reference.id ?? null);
  writer.title("PackageVersion", 3);
  writer.write(`${quote(reference.packageVersion)}\n`);
}

const isPrimitive = (value: PropertyValue): boolean =>
  value === null ||
  typeof value !== "object" ||
  value instanceof Unknown ||
  value instanceof OutputValue ||
  isSecret(value);

/** Writes a scalar, or a document in a string, without a newline. */
function writePrimitive(writer: PropertyWriter, value: PropertyValue): void {
  if (isSecret(value)) {
    const content = value.value;
    if (content === undefined || unwrap(content) instanceof Unknown) writer.write("[unknown]");
    else if (!writer.settings.showSecrets) writer.write("[secret]");
    else if (isPrimitive(content)) writePrimitive(writer, content);
    else writeWithoutEnd(writer, content);
  } else if (value instanceof OutputValue) {
    if (value.value === undefined) writer.write("[unknown]");
    else writeWithoutEnd(writer, value.value);
  } else if (value instanceof Unknown) writer.write("[unknown]");
  else if (value === null) writer.write("<null>");
  else if (typeof value === "number") writer.write(formatNumber(value));
  else if (typeof value === "string") {
    const document = parseEmbeddedDocument(value);
    if (!document) return writer.write(quote(value));
    writer.write(`(${document.kind}) `);
    writeValue(writer, document.value);
  } else writer.write(String(value));
}

function writeWithoutEnd(writer: PropertyWriter, value: PropertyValue): void {
  const nested = new PropertyWriter(writer.settings);
  writeValue(nested, value);
  writer.write(nested.text.replace(/\n$/, ""));
}

/** Formats an integer with all its digits, and any other number as Go's `%g`. */
function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
  if (Number.isInteger(value)) return Object.is(value, -0) ? "-0" : BigInt(value).toString();
  const scientific = value.toExponential();
  const exponent = Number(scientific.slice(scientific.indexOf("e") + 1));
  if (exponent >= -4 && exponent < 6) return String(value);
  return scientific.replace(/e([+-])(\d)$/, "e$10$2");
}

function writeObjectDiff(
  writer: PropertyWriter,
  diff: ObjectDiff,
  include: (key: string) => boolean = () => true,
  aligned?: string[],
): void {
  const keys = diffKeys(diff).filter(include).sort(compareBytes);
  const width = longest(aligned ?? keys);
  for (const key of keys) {
    if (diff.sames.has(key) && !isWorthShowing(diff.sames.get(key))) continue;
    writeEntryDiff(writer, diff, key, (w) => w.title(singleLine(key), width));
  }
}

/** Writes one key or index of a diff; the operation and mark of `writer` are ignored. */
function writeEntryDiff<Key>(writer: PropertyWriter, diff: Diff<Key>, key: Key, title: Title): void {
  const added = diff.adds.get(key);
  const deleted = diff.deletes.get(key);
  const updated = diff.updates.get(key);
  if (added !== undefined) writeWhole(writer.marked("create"), title, added);
  else if (deleted !== undefined) writeWhole(writer.marked("delete"), title, deleted);
  else if (updated) writeValueDiff(writer, title, updated);
  else writeWhole(writer.unmarked(), title, diff.sames.get(key)!);
}

function writeWhole(writer: PropertyWriter, title: Title, value: PropertyValue): void {
  title(writer);
  writeValue(writer, value);
}

function writeValueDiff(outer: PropertyWriter, title: Title, diff: ValueDiff): void {
  const writer = outer.marked("update");
  if (diff.array) {
    title(writer);
    writer.write("[\n");
    writeArrayDiff(writer, diff.array);
    writer.closing("]");
    writer.write("\n");
  } else if (diff.object) {
    title(writer);
    writer.write("{\n");
    writeObjectDiff(writer.indented(1), diff.object);
    writer.closing("}");
    writer.write("\n");
  } else writeLeafDiff(writer, title, diff);
}

function writeArrayDiff(writer: PropertyWriter, diff: Diff<number>): void {
  const element = writer.indented(2);
  for (const index of diffKeys(diff).sort((a, b) => a - b))
    writeEntryDiff(element, diff, index, (w) => w.indented(-1).line(`[${index}]: `));
}

/** Writes `old => new` in one line if possible, otherwise one below the other. */
function writeLeafDiff(writer: PropertyWriter, title: Title, { old, new: value }: ValueDiff): void {
  const [showsOld, showsNew] = [isWorthShowing(old), isWorthShowing(value)];
  if (old instanceof Archive && value instanceof Archive) writeAssetDiff(writer, title, old, value);
  else if (showsOld && showsNew && isPrimitive(old) && isPrimitive(value)) {
    title(writer);
    if (typeof old === "string" && typeof value === "string") return writeStringDiff(writer, old, value);
    writePrimitive(writer.with({ op: "delete" }), old);
    writer.write(" => ");
    writePrimitive(writer.with({ op: "create" }), value);
    writer.write("\n");
  } else {
    if (showsOld) writeWhole(writer.marked("delete"), title, old);
    if (showsNew) writeWhole(writer.marked("create"), title, value);
  }
}

function writeStringDiff(writer: PropertyWriter, old: string, text: string): void {
  const oldDocument = parseEmbeddedDocument(old);
  const document = oldDocument && parseEmbeddedDocument(text);
  if (!oldDocument || !document) return writeTextDiff(writer, old, text);
  const kinds =
    oldDocument.kind === document.kind ? document.kind : `${oldDocument.kind} => ${document.kind}`;
  writer.write(`(${kinds}) `);
  const diff = diffValues(oldDocument.value, document.value);
  if (diff) writeValueDiff(writer, () => undefined, diff);
  else writeValue(writer.unmarked(), oldDocument.value);
}
