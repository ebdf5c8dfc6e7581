/** Codes of the operating system in words. */
const words: Readonly<Record<string, string>> = {
  ENOENT: "no such file",
  ENOTDIR: "a file in place of a folder in its path",
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

/** The text of bytes in UTF-8, with a byte order mark if there is one; undefined for other bytes. */
export function utf8Text(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
