import * as yaml from "yaml";

/** One document of a YAML text. */
interface KubernetesDocument {
  /** The parsed value; null for an empty document. */
  value: unknown;
  /** Its text without the preceding separator. */
  text: string;
  /** Its position in the text, starting with 1. */
  number: number;
  /** Its first line in the text, starting with 1. */
  line: number;
}

/** Thrown for invalid YAML. The message has one line per error with source, document and line. */
export class DocumentsError extends Error {
  override readonly name = "DocumentsError";
}

/**
 * Parses the documents of a text like Kubernetes' tools do (YAML 1.1: `yes`, `0644`, `<<`).
 * @param source name of the text in errors
 * @throws {DocumentsError} with all errors of the text
 */
export function parseDocuments(text: string, source: string): KubernetesDocument[] {
  const lines = new yaml.LineCounter();
  const documents = yaml.parseAllDocuments(text, {
    lineCounter: lines,
    prettyErrors: false,
    // Kubernetes' tools use the last value of a repeated key, and the release's own files repeat keys.
    uniqueKeys: false,
    customTags: (tags) => [yaml11Boolean, yaml11Octal, ...(tags as yaml.Tags)] as yaml.Tags,
    merge: true,
  });
  if (!Array.isArray(documents)) return [];
  const errors = documents.flatMap((document, index) =>
    document.errors.map((error) => {
      const { line, col } = lines.linePos(error.pos[0]);
      return `${source}: document ${index + 1}, line ${line}, column ${col}: ${error.message}`;
    }),
  );
  if (errors.length > 0) throw new DocumentsError(errors.join("\n"));
  return documents.map((document, index) => {
    const [start, , end] = document.range;
    return {
      value: read(document, () => `${source}: document ${index + 1}, line ${lines.linePos(start).line}`),
      text: text
        .slice(start, end)
        .replace(/^---[ \t]*(\r?\n|$)/, "")
        .replace(/(^|\n)\.\.\.\s*$/, "$1"),
      number: index + 1,
      line: firstLine(text, start, lines),
    };
  });
}

/** Joins documents into one text, each after a separator. */
export function joinDocuments(texts: readonly string[]): string {
  return texts.map((text) => `---\n${text.endsWith("\n") ? text : `${text}\n`}`).join("");
}

/** Writes YAML that reads the same under YAML 1.1 and 1.2. */
export function stringifyDocument(value: unknown): string {
  return new yaml.Document(value, { compat: "yaml-1.1", aliasDuplicateObjects: false }).toString({
    lineWidth: 0,
  });
}

function read(document: yaml.Document, where: () => string): unknown {
  try {
    return document.toJS() as unknown;
  } catch (error) {
    // An undefined alias, or aliases that expand excessively.
    throw new DocumentsError(`${where()}: ${(error as Error).message}`);
  }
}

function firstLine(text: string, start: number, lines: yaml.LineCounter): number {
  const separator = /^---[ \t]*\r?\n/.exec(text.slice(start, start + 200));
  return lines.linePos(start + (separator?.[0].length ?? 0)).line;
}

const yaml11Boolean: yaml.ScalarTag = {
  tag: "tag:yaml.org,2002:bool",
  default: true,
  test: /^(?:yes|Yes|YES|on|On|ON|no|No|NO|off|Off|OFF)$/,
  resolve: (source) => /^(?:yes|on)$/i.test(source),
};

const yaml11Octal: yaml.ScalarTag = {
  tag: "tag:yaml.org,2002:int",
  default: true,
  test: /^[-+]?0[0-7]+$/,
  resolve: (source) => (source.startsWith("-") ? -1 : 1) * Number.parseInt(source.replace(/^[-+]/, ""), 8),
};
