import { join } from "node:path";

/** The folder of Debian's libraries, and the dynamic loader in it. */
const LIBRARIES =
  process.arch === "arm64"
    ? { folder: "usr/lib/aarch64-linux-gnu", loader: "ld-linux-aarch64.so.1" }
    : { folder: "usr/lib/x86_64-linux-gnu", loader: "ld-linux-x86-64.so.2" };

/**
 * The command that runs a dynamic program of a root file system on the machine itself. It uses the loader and libraries
 * of the root file system, so the machine can have others, or another C library.
 * @param root absolute path of the folder
 * @param program relative to it
 */
export function unpackedProgram(root: string, program: string): [command: string, ...args: string[]] {
  const folder = join(root, LIBRARIES.folder);
  return [join(folder, LIBRARIES.loader), "--library-path", folder, join(root, program)];
}
