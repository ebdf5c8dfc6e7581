/** Thrown for text that Kubernetes' tools do not read. The message has one line per problem: source, document, line. */
export class ManifestError extends Error {
  override readonly name = "ManifestError";
}

/** A problem in one document. */
export class DocumentProblem extends Error {
  override readonly name = "DocumentProblem";

  /** @param line its line in the document's text, starting with 0 */
  constructor(
    message: string,
    readonly line: number,
  ) {
    super(message);
  }
}

/** The number of line breaks before a position. */
export function lineOf(text: string, position: number): number {
  let line = 0;
  for (let at = text.indexOf("\n"); at >= 0 && at < position; at = text.indexOf("\n", at + 1)) line++;
  return line;
}
