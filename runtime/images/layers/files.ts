import { join } from "node:path";
import { ensureBuilt } from "../../../lib/goBinary/build";
import type { FileDescription, FileOf, FilesLayer } from "../description";
import { bundle } from "../fetch/bundle";
import type { ClientFetching } from "../fetch/fetching";
import { fetchGoModuleFile } from "../fetch/goModule";
import { fetchMavenArtifact } from "../fetch/maven";
import { buildPage, pageFiles } from "../fetch/page";
import { fetchWheelFile } from "../fetch/wheel";
import { bundleOptionsOf, goBinaryOptionsOf, type Resolve } from "../references";
import type { TarEntry } from "../tar";

/** Downloads or builds the files of a layer. */
export async function filesEntries(
  { files }: FilesLayer,
  resolve: Resolve,
  fetching: ClientFetching,
): Promise<TarEntry[]> {
  const entries: TarEntry[] = [];
  // Sequential: each of them saturates the machine or the network.
  for (const file of files) {
    if (file.kind === "page") entries.push(...(await pageEntries(file, resolve, fetching)));
    else entries.push(await entryOf(file, resolve, fetching));
  }
  return entries;
}

/** The folder of a page with its files. */
async function pageEntries(
  file: FileOf<"page">,
  resolve: Resolve,
  fetching: ClientFetching,
): Promise<TarEntry[]> {
  const { path, mode = 0o644, uid = 0, gid = 0 } = file;
  const built = await buildPage(file, resolve(file.directory), fetching);
  const folder = path.slice(1);
  return [
    { path: folder, type: "directory", mode: 0o755, uid, gid },
    ...pageFiles(built).map((name): TarEntry => {
      const content = { file: join(built, name) };
      return { path: `${folder}/${name}`, type: "file", mode, uid, gid, content };
    }),
  ];
}

type SingleFile = Exclude<FileDescription, { kind: "page" }>;

async function entryOf(file: SingleFile, resolve: Resolve, fetching: ClientFetching): Promise<TarEntry> {
  const common = { path: file.path.slice(1), uid: file.uid ?? 0, gid: file.gid ?? 0 };
  switch (file.kind) {
    case "symlink":
      return { ...common, type: "symlink", target: file.target };
    case "directory":
      return { ...common, type: "directory", mode: file.mode ?? 0o755 };
    default: {
      const mode = file.mode ?? (file.kind === "goBinary" ? 0o755 : 0o644);
      return { ...common, type: "file", mode, content: await contentOf(file, resolve, fetching) };
    }
  }
}

type WithContent = Exclude<SingleFile, { kind: "symlink" | "directory" }>;

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
      return bundle(bundleOptionsOf(file, resolve), progress);
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
