import { createHash } from "node:crypto";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { addFiles } from "../hashing";
import type { Toolchain } from "./toolchain";

/** The inputs of a build besides the module's files. */
export interface BuildOptions {
  /** The module's folder, absolute. */
  directory: string;
  /** The main package, relative to the folder: `.`. */
  package: string;
  /** The binary's file name. */
  name: string;
  /** Text for the linker, `-X path.variable=value …`; empty for none. */
  ldflags: string;
  /** Build tags. Default: none. */
  tags?: string[];
}

/** True for files that `go build` never reads: tests, hidden files, Markdown. */
const unread = (name: string): boolean =>
  name.startsWith(".") || name.startsWith("_") || name === "testdata" || /_test\.go$|\.md$/.test(name);

/** The files below a folder that a build can read: sorted relative paths with `/`. */
export function sourceFiles(directory: string): string[] {
  const result: string[] = [];
  const visit = (folder: string): void => {
    for (const name of readdirSync(join(directory, folder))) {
      if (unread(name)) continue;
      const path = folder === "" ? name : `${folder}/${name}`;
      // Follows symlinks, as go does for imported packages.
      const stats = statSync(join(directory, path), { throwIfNoEntry: false });
      if (stats?.isDirectory()) visit(path);
      else if (stats?.isFile()) result.push(path);
    }
  };
  visit("");
  return result.sort();
}

/** A hash of all inputs of a build: 16 hex digits of SHA-256. Equal keys mean equal binaries. */
export const keyOf = ({ version, settings }: Toolchain, options: BuildOptions): string =>
  hashOf([version, settings], options);

/** A hash of a build's sources and options without the toolchain, which identifies a prebuilt binary. */
export const sourcesKeyOf = (options: BuildOptions): string => hashOf(["prebuilt"], options);

function hashOf(toolchain: readonly unknown[], options: BuildOptions): string {
  const hash = createHash("sha256");
  const { package: main, name, ldflags, tags = [] } = options;
  hash.update(JSON.stringify([...toolchain, main, name, ldflags, ...tags]));
  addFiles(hash, options.directory, sourceFiles(options.directory));
  return hash.digest("hex").slice(0, 16);
}
