import { readFileSync } from "node:fs";

/** Codes of the operating system in words. */
const words: Readonly<Record<string, string>> = {
  ENOENT: "no such file",
  ENOTDIR: "a file instead of a folder in its path",
  EISDIR: "a folder",
  EACCES: "no permission to use it",
  EPERM: "no permission to use it",
  EROFS: "a file system that cannot be written",
  ELOOP: "a loop of symbolic links",
  ENAMETOOLONG: "a path that is too long",
  ENOSPC: "a full disk",
  ERR_INVALID_ARG_VALUE: "a path with a null character",
};

/** What a failed read or write found at its path, for messages: `PATH: found WORDS; expected …`. */
export function fileProblem(error: unknown): string {
  const { code = "unknown" } = error as NodeJS.ErrnoException;
  return words[code] ?? `a file that fails with ${code}`;
}

/** The text file to read. */
interface WantedText {
  /** What the file must be, for messages. */
  expected: string;
  /** The class of the error. Default: Error. */
  Failure?: new (message: string) => Error;
  /** The file's name in messages. Default: its path. */
  name?: string;
  /** The text of a missing file. Default: a missing file is an error. */
  missing?: string;
  /** Whether bytes that are not UTF-8 are replaced by U+FFFD. Default: they are an error. */
  replacesOtherBytes?: true;
}

/**
 * Reads a text file in UTF-8.
 * @throws with the name of the file when it cannot be read or is not UTF-8
 */
export function readText(path: string, wanted: WantedText): string {
  const { expected, Failure = Error, name = path, missing } = wanted;
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    if (missing !== undefined && (error as NodeJS.ErrnoException).code === "ENOENT") return missing;
    throw new Failure(`${name}: found ${fileProblem(error)}; expected ${expected}.`);
  }
  return decoded(bytes, { ...wanted, name });
}

/** Like {@link readText}, for a file whose bytes are known. */
export function decoded(
  bytes: Uint8Array,
  { expected, Failure = Error, name, replacesOtherBytes }: WantedText & { name: string },
): string {
  const text = utf8Text(bytes);
  if (text !== undefined) return text;
  if (replacesOtherBytes) return Buffer.from(bytes).toString("utf8");
  throw new Failure(`${name}: found bytes that are not UTF-8; expected ${expected}.`);
}

/** A file's text; empty when it is missing or this user may not read it. */
export function textOrEmpty(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

/** The text of bytes in UTF-8, with a byte order mark if there is one; undefined for other bytes. */
export function utf8Text(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
