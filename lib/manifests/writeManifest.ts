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

const integerTag = "tag:yaml.org,2002:int";
const integers = DUMP_SCHEMA.tags.find(({ tagName }) => tagName === integerTag) as ScalarTagDefinition;

/** js-yaml's schema for readers of YAML 1.1 and 1.2, with BigInts. */
const schema = DUMP_SCHEMA.withTags(
  defineScalarTag(integerTag, {
    implicit: true,
    resolve: (text, ...rest) => {
      const resolved = resolveScalar(text);
      return resolved?.[0] === "int" ? resolved[1] : (integers.resolve(text, ...rest) ?? NOT_RESOLVED);
    },
    identify: (value) => typeof value === "bigint" || integers.identify(value),
  }),
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
