import dockerignore from "@balena/dockerignore";
import { createHash } from "node:crypto";
import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync, statSync } from "node:fs";
import { isAbsolute, join, relative, resolve } from "node:path";
import type { TarEntry } from "../../../images/tar";

/** The folder for an image build. */
export interface BuildContext {
  /** Relative to the folder. */
  dockerfile: string;
  entries: TarEntry[];
}

const IGNORE = ".dockerignore";

/**
 * The files of a folder that the builder receives: all except those that `.dockerignore` names, and always the
 * Dockerfile.
 * @param root the base folder for relative paths
 * @throws when the folder or the Dockerfile is missing, or the Dockerfile is outside the folder
 */
export function readBuildContext(root: string, context: string, dockerfile: string): BuildContext {
  const folder = resolve(root, context);
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    throw new Error(`the build context ${context} must be a folder; there is none at ${folder}`);
  }
  const file = resolve(root, dockerfile);
  const inside = relative(folder, file);
  if (!existsSync(file)) {
    const meant = resolve(folder, dockerfile);
    const hint = !isAbsolute(dockerfile) && existsSync(meant) ? `; try ${join(context, dockerfile)}` : "";
    throw new Error(`found no Dockerfile ${file}${hint}`);
  }
  if (inside.startsWith("..") || isAbsolute(inside)) {
    throw new Error(`the Dockerfile ${file} must be in the build context ${folder}`);
  }
  const ignoreFile = join(folder, IGNORE);
  const rules = dockerignore({ ignorecase: false });
  if (existsSync(ignoreFile)) rules.add(readFileSync(ignoreFile, "utf8"));
  const isSent = (path: string) => path === inside || path === IGNORE || !rules.ignores(path);
  return { dockerfile: inside, entries: [...walk(folder, "", isSent)] };
}

function* walk(folder: string, below: string, isSent: (path: string) => boolean): Generator<TarEntry> {
  for (const name of readdirSync(join(folder, below)).sort()) {
    const path = below === "" ? name : `${below}/${name}`;
    const file = join(folder, path);
    const stats = lstatSync(file);
    if (stats.isDirectory()) {
      // A later rule may include a file in an ignored folder again.
      const inside = [...walk(folder, path, isSent)];
      if (isSent(path) || inside.length > 0) yield { type: "directory", path, mode: stats.mode & 0o7777 };
      yield* inside;
    } else if (!isSent(path)) continue;
    else if (stats.isSymbolicLink()) yield { type: "symlink", path, target: readlinkSync(file) };
    else if (stats.isFile()) yield { type: "file", path, mode: stats.mode & 0o7777, content: { file } };
  }
}

/** A SHA-256 digest (hex) of the paths, modes and contents that the builder receives. */
export function digestOf({ dockerfile, entries }: BuildContext): string {
  const hash = createHash("sha256").update(JSON.stringify(dockerfile));
  for (const entry of entries) {
    const { type, path } = entry;
    hash.update(
      JSON.stringify([type, path, "mode" in entry ? entry.mode : entry.type === "symlink" && entry.target]),
    );
    if (entry.type !== "file") continue;
    const content = Buffer.isBuffer(entry.content) ? entry.content : readFileSync(entry.content.file);
    hash.update(`${content.length}\n`).update(content);
  }
  return hash.digest("hex");
}
