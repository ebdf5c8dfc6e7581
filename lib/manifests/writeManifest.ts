import {
  DEFAULT_SCALAR_STYLE_RULES,
  DUMP_SCHEMA,
  NOT_RESOLVED,
  SCALAR_STYLE,
  defineScalarTag,
  dump,
  type ScalarLayout,
  type ScalarTagDefinition,
} from "js-yaml";
import { resolveScalar } from "./scalars";

const tagOf = (name: string): ScalarTagDefinition =>
  DUMP_SCHEMA.tags.find(({ tagName }) => tagName === `tag:yaml.org,2002:${name}`) as ScalarTagDefinition;
const integers = tagOf("int");
const floats = tagOf("float");

/** Finds a plain text that a reader of YAML 1.1, of YAML 1.2 or of Kubernetes takes for a number. */
const resolveAs =
  (type: "int" | "float", tag: ScalarTagDefinition): ScalarTagDefinition["resolve"] =>
  (text, ...rest) => {
    const resolved = resolveScalar(text);
    return resolved?.[0] === type ? resolved[1] : (tag.resolve(text, ...rest) ?? NOT_RESOLVED);
  };

/** js-yaml's schema for readers of YAML 1.1 and 1.2, with BigInts and the numbers of go-yaml 2. */
const schema = DUMP_SCHEMA.withTags(
  defineScalarTag(integers.tagName, {
    implicit: true,
    resolve: resolveAs("int", integers),
    identify: (value) => typeof value === "bigint" || integers.identify(value),
  }),
  defineScalarTag(floats.tagName, { ...floats, resolve: resolveAs("float", floats) }),
);

/** Leading white space in a block scalar depends on an indentation indicator, which readers treat differently. */
function quoteLeadingSpace(layout: ScalarLayout): void {
  const { value } = layout.node;
  if (layout.style !== SCALAR_STYLE.PLAIN || !value.includes("\n")) return;
  if (/^\s|[\r\x7f-\xa0\u2028\u2029\ufeff\ufffe\uffff]/.test(value))
    layout.style = SCALAR_STYLE.DOUBLE_QUOTED;
}

/** kubectl splits a text at every line that starts with a document marker. */
function quoteMarkers(layout: ScalarLayout): void {
  if (layout.style === SCALAR_STYLE.PLAIN && /^(---|\.\.\.)/.test(layout.node.value))
    layout.style = SCALAR_STYLE.DOUBLE_QUOTED;
}

const scalarStyleRules = [quoteMarkers, quoteLeadingSpace, ...Object.values(DEFAULT_SCALAR_STYLE_RULES)];

/**
 * Writes a value as YAML that kubectl reads to the same value. Mapping entries without a value are omitted.
 * @param value a value of JSON; integers may be BigInts
 */
export function writeManifest(value: unknown): string {
  return dump(value, {
    schema,
    noRefs: true,
    lineWidth: -1,
    skipInvalid: true,
    quoteStyle: "double",
    scalarStyleRules,
  });
}

/** Joins texts of documents into one text, each after a separator. */
export function joinManifests(texts: readonly string[]): string {
  return texts.map((text) => `---\n${text.endsWith("\n") ? text : `${text}\n`}`).join("");
}
