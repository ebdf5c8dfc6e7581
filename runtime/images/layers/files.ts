import { readdirSync } from "node:fs";
import { join } from "node:path";
import { ensureBuilt } from "../../../lib/goBinary/build";
import type { Resolve } from "../context";
import type { FileDescription, FileOf, FilesLayer } from "../description";
import { bundle } from "../fetch/bundle";
import type { ClientFetching } from "../fetch/fetching";
import { fetchGoModuleFile, goBinaryOptionsOf } from "../fetch/go";
import { fetchMavenArtifact } from "../fetch/maven";
import { buildPage } from "../fetch/page";
import { fetchWheelFile } from "../fetch/wheel";
import type { TarEntry } from "../tar";

/** Downloads or builds the files of a layer. */
export async function filesEntries(
  { files }: FilesLayer,
  resolve: Resolve,
  fetching: ClientFetching,
): Promise<TarEntry[]> {
  const entries: TarEntry[] = [];
  // Sequential: each of them saturates the machine or the network.
  for (const file of files) entries.push(...(await entriesOf(file, resolve, fetching)));
  return entries;
}

async function entriesOf(
  file: FileDescription,
  resolve: Resolve,
  fetching: ClientFetching,
): Promise<TarEntry[]> {
  const { uid = 0, gid = 0 } = file;
  const path = file.path.slice(1);
  switch (file.kind) {
    case "symlink":
      return [{ type: "symlink", path, uid, gid, target: file.target }];
    case "directory":
      return [{ type: "directory", path, uid, gid, mode: file.mode ?? 0o755 }];
    case "page": {
      const built = await buildPage(file, resolve(file.directory), fetching);
      const { mode = 0o644 } = file;
      return [
        { type: "directory", path, uid, gid, mode: 0o755 },
        ...readdirSync(built).map((name): TarEntry => {
          const content = { file: join(built, name) };
          return { type: "file", path: `${path}/${name}`, uid, gid, mode, content };
        }),
      ];
    }
    default: {
      const mode = file.mode ?? (file.kind === "goBinary" ? 0o755 : 0o644);
      return [{ type: "file", path, uid, gid, mode, content: await contentOf(file, resolve, fetching) }];
    }
  }
}

type WithContent = Exclude<FileDescription, FileOf<"symlink" | "directory" | "page">>;

async function contentOf(
  file: WithContent,
  resolve: Resolve,
  fetching: ClientFetching,
): Promise<Buffer | { file: string }> {
  const { progress, signal } = fetching;
  switch (file.kind) {
    case "text":
      return Buffer.from(file.text, "utf8");
    case "project":
      return { file: resolve(file.file) };
    case "bundle":
      return bundle(file, resolve, fetching);
    case "goBinary":
      return { file: (await ensureBuilt(goBinaryOptionsOf(file, resolve), progress, signal)).path };
    case "goModuleFile":
      return { file: await fetchGoModuleFile(file, resolve(file.directory), fetching) };
    case "wheelFile":
      return { file: await fetchWheelFile(file, fetching) };
    case "mavenArtifact":
      return { file: await fetchMavenArtifact(file, fetching) };
  }
}
