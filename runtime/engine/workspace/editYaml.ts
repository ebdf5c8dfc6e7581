import {
  type Alias,
  type Document,
  isAlias,
  isCollection,
  isMap,
  isNode,
  isScalar,
  type Node,
  type Pair,
  parseDocument,
  Scalar,
  type ToStringOptions,
  visit,
} from "yaml";
import { keyText, resolveScalar } from "../../../lib/manifests/scalars";
import { type ConfigNode, isConfigMap, toStored } from "./configValue";

type Path = readonly (string | number)[];

/**
 * Changes a valid YAML text in place: comments, order and style of everything else stay.
 * @param change receives the document with a map; an empty text has an empty one
 */
export function editYaml(text: string, change: (document: Document) => void): string {
  const document = parseDocument(text, { intAsBigInt: true }) as Document;
  const before = document.contents;
  if (before === null || isScalar(before)) {
    // The only valid scalar is null.
    document.contents = document.createNode({});
    const comments = [document.commentBefore, before?.commentBefore, before?.comment];
    document.commentBefore = comments.filter(Boolean).join("\n") || null;
  }
  const sources = new Map<Alias, Node>();
  visit(document, { Alias: (_, alias) => void sources.set(alias, alias.resolve(document)!) });
  const restoreKeys = nameKeys(document);
  change(document);
  restoreKeys();
  visit(document, {
    // The first alias takes over a value that has been removed or replaced.
    Alias: (_, alias) => (alias.resolve(document) === sources.get(alias) ? undefined : sources.get(alias)),
    Pair: (_, pair) => {
      if (typeof pair.key === "string") pair.key = document.createNode(pair.key);
    },
    Scalar: (_, scalar) => quoteWhereNecessary(scalar),
  });
  const { contents } = document;
  if (isMap(contents) && contents.items.length === 0)
    return document.commentBefore ? document.toString() : "{}\n";
  return escapeUnprintable(document.toString({ lineWidth: 0, ...styleOf(text) }));
}

/** Gives keys that are numbers, booleans or aliases the names that readers give them, and returns the inverse. */
function nameKeys(document: Document): () => void {
  const written = new Map<Pair, unknown>();
  visit(document, {
    Pair: (_, pair) => {
      const key = isAlias(pair.key) ? pair.key.resolve(document) : pair.key;
      if (!isScalar(key)) return;
      const resolved = key.type === Scalar.PLAIN ? resolveScalar(key.source ?? "") : undefined;
      // Words such as yes are texts.
      const isText = resolved === undefined || (resolved[0] === "bool" && typeof key.value === "string");
      const name = isText ? key.value : keyText(resolved);
      if (pair.key === key && name === key.value) return;
      written.set(pair, pair.key);
      pair.key = new Scalar(name);
    },
  });
  return () => written.forEach((key, pair) => (pair.key = key));
}

/** Writes `value` to a key of which a merge key or an alias provides the map. */
export function ownMap(document: Document, key: string, value: unknown): void {
  const existing = document.get(key, true);
  if (!isMap(existing)) document.set(key, nodeInPlaceOf(document, existing, value));
}

/** Removes the value at a path below `at`, where `old` is before and `value` after the removal. */
export function removeValue(
  document: Document,
  at: Path,
  rest: Path,
  old: ConfigNode,
  value: ConfigNode,
): void {
  const isOwnPath = rest.every((_, index) => isOwn(document.getIn([...at, ...rest.slice(0, index)], true)));
  if (isOwnPath) document.deleteIn([...at, ...rest]);
  else replaceValue(document, at, old, value);
}

/** The value of an anchor belongs to several keys, like that of an alias or a merge key. */
const isOwn = (node: unknown): boolean => isCollection(node) && node.anchor === undefined;

/** Changes the document only where `value` differs from `old`, which keeps the comments of the rest. */
export function replaceValue(
  document: Document,
  at: Path,
  old: ConfigNode | undefined,
  value: ConfigNode,
): void {
  const existing = document.getIn(at, true);
  if (isOwn(existing) && isConfigMap(old) && isConfigMap(value) && Object.keys(old).length > 0) {
    for (const key of Object.keys(old)) if (!Object.hasOwn(value, key)) document.deleteIn([...at, key]);
    for (const [key, element] of Object.entries(value)) {
      const before = Object.hasOwn(old, key) ? old[key] : undefined;
      if (before !== element) replaceValue(document, [...at, key], before, element);
    }
    return;
  }
  if (
    isOwn(existing) &&
    Array.isArray(old) &&
    Array.isArray(value) &&
    value.length >= old.length &&
    old.length > 0
  ) {
    value.forEach((element, index) => {
      if (old[index] !== element) replaceValue(document, [...at, index], old[index], element);
    });
    return;
  }
  document.setIn(at, nodeInPlaceOf(document, existing, toStored(value)));
}

/** A new node with the comments of the one that it replaces. */
function nodeInPlaceOf(document: Document, existing: unknown, value: unknown): Node {
  const node = document.createNode(value);
  if (!isNode(existing)) return node;
  const { commentBefore, comment } = existing;
  // A comment on the line of a collection is written before its first item.
  if (isCollection(node)) node.commentBefore = [commentBefore, comment].filter(Boolean).join("\n") || null;
  else Object.assign(node, { commentBefore, comment });
  return node;
}

/**
 * The characters that a reader of YAML 1.1 rejects or takes for a line break. `yaml` writes them as they are; a tab and the
 * usual line breaks are in the text as well, so they are not among them.
 */
const UNPRINTABLE = /[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g;

/** Text that no reader of YAML takes for something else, also between brackets; with line breaks, as a block scalar. */
const PLAIN = /^[\p{L}\p{N}_/.](?:[\p{L}\p{N}_/.@+=%~\n -]|:(?=[\p{L}\p{N}/+]))*$/u;

/** A text of the file keeps its style; a new one that is a number, a word or a date for some readers needs quotes. */
function quoteWhereNecessary(scalar: Scalar): void {
  const { value } = scalar;
  if (typeof value !== "string") return;
  const isNew = !scalar.range;
  const isText = PLAIN.test(value) && !/\s$/.test(value) && resolveScalar(value)?.[0] === "str";
  if ((isNew && !isText) || value.search(UNPRINTABLE) >= 0) scalar.type = Scalar.QUOTE_DOUBLE;
}

/** Writes the characters as escapes: after {@link quoteWhereNecessary} they are in double quotes only. */
const escapeUnprintable = (text: string): string =>
  text.replaceAll(UNPRINTABLE, (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** Detects the indentation of a file and the spaces inside its brackets, to keep them. */
function styleOf(text: string): ToStringOptions {
  const indent = /^( +)[^\s#-]/m.exec(text)?.[1]?.length ?? 2;
  return {
    indent: Math.min(Math.max(indent, 2), 8),
    indentSeq: !/^( *)[^\s#].*:\n\1- /m.test(text),
    flowCollectionPadding: !/[[{][^\s[\]{}]/.test(text),
  };
}
