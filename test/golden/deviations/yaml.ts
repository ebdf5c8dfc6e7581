/** A difference between this project's reader of manifests and sigs.k8s.io/yaml. */
export interface YamlDeviation {
  /** Identifies the deviation in the table and in tests. */
  id: string;
  /** Affected documents. */
  appliesTo: string;
  what: string;
  why: string;
  /**
   * @param text the document
   * @param ours the value or the error of the project's reader
   * @param theirs those of sigs.k8s.io/yaml
   */
  explains(text: string, ours: Reading, theirs: Reading & { rest?: boolean }): boolean;
}

/** The result of a reader. */
export interface Reading {
  json?: string;
  error?: string;
}

function isJson(text: string): boolean {
  try {
    return typeof JSON.parse(text) === "object";
  } catch {
    return false;
  }
}

/** All deviations; the tests find no other difference. */
export const yamlDeviations: readonly YamlDeviation[] = [
  {
    id: "text-after-document",
    appliesTo: "text after the end of a document's value",
    what: "it is an error, or after `...` the next document",
    why: "sigs.k8s.io/yaml ignores it silently: objects would be lost.",
    explains: (_, __, theirs) => theirs.rest === true,
  },
  {
    id: "json-documents",
    appliesTo: "documents that are JSON but not YAML, such as one with tabs before its first brace",
    what: "they are read",
    why: "kubectl reads JSON before it tries YAML.",
    explains: (text, ours, theirs) => theirs.error !== undefined && isJson(text) && ours.json !== undefined,
  },
  {
    id: "end-marker-first",
    appliesTo: "a text that starts with `...`",
    what: "the marker ends an empty document",
    why: "YAML 1.2 allows it.",
    explains: (text, ours, theirs) =>
      theirs.error !== undefined &&
      ours.json !== undefined &&
      /^(\s*(#.*)?\n)*\s*\.\.\./.test(text.replace("\ufeff", "")),
  },
  {
    id: "unindented-block-scalar",
    appliesTo:
      "a block scalar (`|`, `>`) whose header is in the column of its key, or that is the whole document",
    what: "it is an error, or keeps its lines",
    why: "js-yaml reads YAML 1.2, which requires the indentation. No tool writes such a document.",
    explains: (text, ours) =>
      /^[ \t]*(- *)*[|>][-+0-9]*[ \t]*(#.*)?\r?$/m.test(text) &&
      (ours.error !== undefined || /^(\s*(#.*)?\n)*\s*[|>]/.test(text)),
  },
  {
    id: "text-as-document",
    appliesTo:
      "a document that is a text without quotes, the first line of which is indented more than another or starts with a byte order mark",
    what: "it is an error",
    why: "js-yaml takes the rest for text after the document. No manifest is a text.",
    explains: (text, ours, theirs) =>
      ours.error !== undefined &&
      theirs.json?.startsWith('"') === true &&
      /^([ \t\r]*(#.*)?\n)+( +|\ufeff)/.test(text),
  },
  {
    id: "dash-between-brackets",
    appliesTo: "a text between brackets that is only a dash",
    what: "it is an error",
    why: "js-yaml takes it for the mark of a list.",
    explains: (text, ours) => ours.error !== undefined && /[[{,]\s*-\s*[\],}]/.test(text),
  },
  {
    id: "colon-after-value",
    appliesTo: "a value in braces that ends with a colon",
    what: "it is an error",
    why: "js-yaml takes the colon for the mark of another key.",
    explains: (text, ours) => ours.error !== undefined && /:\s[^[\]{},\n]*:[,}]/.test(text),
  },
  {
    id: "question-marks",
    appliesTo: "`?` at the start of a text between brackets",
    what: "it is an error",
    why: "go-yaml takes it for the mark of a key and YAML 1.2 for text, so that a document has two meanings.",
    explains: (_, ours) => ours.error?.includes("the mark ?") === true,
  },
  {
    id: "odd-tags",
    appliesTo: "tags with `!`, brackets or commas in their names, or two tags of one value",
    what: "they are an error",
    why: "js-yaml reads YAML 1.2, which does not allow them.",
    explains: (text, ours, theirs) =>
      text.includes("!") && [ours.error, theirs.error].some((error) => /\btag\b/.test(error ?? "")),
  },
  {
    id: "anchor-names",
    appliesTo: "anchors directly followed by `:` or another character that no name has",
    what: "they are an error",
    why: "go-yaml ends the name there and YAML 1.2 does not, so that a document has two meanings.",
    explains: (text, ours) => ours.error !== undefined && /&[\w-]*[^\w\s-]/.test(text),
  },
  {
    id: "tab-at-the-end",
    appliesTo: "a last line of blanks with a tab and without a line break",
    what: "it is an error",
    why: "go-yaml rejects such a line everywhere else.",
    explains: (text, ours) => ours.error !== undefined && /\n *\t[ \t]*$/.test(text),
  },
  {
    id: "line-separators",
    appliesTo: "U+0085, U+2028 and U+2029 outside quoted strings",
    what: "they are an error",
    why: "YAML 1.1 takes them for line breaks and YAML 1.2 for text, so that a document has two meanings.",
    explains: (text, ours) => /[\x85\u2028\u2029]/.test(text) && ours.error !== undefined,
  },
  {
    id: "comment-without-space",
    appliesTo: "`#` directly after a closing bracket or quote, or after a block scalar's header",
    what: "it is an error",
    why: "js-yaml reads YAML 1.2, which requires a space before a comment.",
    explains: (text, ours) => ours.error !== undefined && /[\]}"'|>+-]#/.test(text),
  },
];
