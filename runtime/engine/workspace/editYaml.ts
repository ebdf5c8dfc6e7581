import { type Document, isAlias, isMap, isScalar, parseDocument, Scalar, visit } from "yaml";
import { resolveScalar } from "../../../lib/manifests/scalars";
import { type ConfigNode, isConfigMap, toStored } from "./configValue";

type Path = readonly (string | number)[];

/** Changes a valid YAML text in place: comments, order and style of everything else stay. */
export function editYaml(text: string, change: (document: Document) => void): string {
  const document = parseDocument(text, { intAsBigInt: true, merge: true }) as Document;
  change(document);
  visit(document, { Scalar: (_, scalar) => quoteUnprintable(scalar) });
  const { contents } = document;
  if (contents === null || (isMap(contents) && contents.items.length === 0))
    return document.commentBefore ? document.toString() : "{}\n";
  return escapeUnprintable(document.toString({ lineWidth: 0, ...styleOf(text) }));
}

/** Changes the document only where `value` differs from `old`, which keeps the comments of the rest. */
export function replaceValue(
  document: Document,
  at: Path,
  old: ConfigNode | undefined,
  value: ConfigNode,
): void {
  // An anchor's value belongs to several keys.
  const written = !isAlias(document.getIn(at, true));
  if (written && isConfigMap(old) && isConfigMap(value) && Object.keys(old).length > 0) {
    for (const key of Object.keys(old)) if (!Object.hasOwn(value, key)) document.deleteIn([...at, key]);
    for (const [key, element] of Object.entries(value)) {
      const before = Object.hasOwn(old, key) ? old[key] : undefined;
      if (before !== element) replaceValue(document, [...at, key], before, element);
    }
    return;
  }
  if (written && Array.isArray(old) && Array.isArray(value) && value.length >= old.length && old.length > 0) {
    value.forEach((element, index) => {
      if (old[index] !== element) replaceValue(document, [...at, index], old[index], element);
    });
    return;
  }
  if (!isMap(document.get("config"))) document.set("config", document.createNode({}));
  const node = document.createNode(toStored(value));
  visit(node, { Scalar: (_, scalar) => quoteNumbers(scalar) });
  const existing: unknown = document.getIn(at, true);
  if (existing !== null && typeof existing === "object" && "comment" in existing)
    (node as { comment?: string | null }).comment = (existing as { comment?: string | null }).comment;
  document.setIn(at, node);
}

/** Texts that are numbers, words or dates for some readers of YAML, such as 1_000 and 2017-01-01, need quotes. */
function quoteNumbers(scalar: Scalar): void {
  if (isScalar(scalar) && typeof scalar.value === "string" && resolveScalar(scalar.value)?.[0] !== "str")
    scalar.type = Scalar.QUOTE_DOUBLE;
}

/**
 * The characters that a reader of YAML 1.1 rejects or takes for a line break. `yaml` writes them as they are; a tab and the
 * usual line breaks are in the text as well, so they are not among them.
 */
const UNPRINTABLE = /[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g;

function quoteUnprintable(scalar: Scalar): void {
  if (typeof scalar.value === "string" && scalar.value.search(UNPRINTABLE) >= 0)
    scalar.type = Scalar.QUOTE_DOUBLE;
}

/** Writes the characters as escapes: after {@link quoteUnprintable} they are in double quotes only. */
const escapeUnprintable = (text: string): string =>
  text.replaceAll(UNPRINTABLE, (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** Detects the indentation of a file, to keep it. */
function styleOf(text: string): { indent: number; indentSeq: boolean } {
  const indent = /^( +)[^\s#-]/m.exec(text)?.[1]?.length ?? 2;
  return { indent: Math.min(Math.max(indent, 2), 8), indentSeq: !/^( *)[^\s#].*:\n\1- /m.test(text) };
}
