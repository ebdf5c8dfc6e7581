import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { ensureBuilt } from "../../../lib/goBinary/build";
import type { FileDescription, FileOf, FilesLayer } from "../description";
import { bundle } from "../fetch/bundle";
import type { LayerContext } from "../context";
import { fetchGoModuleFile, goBinaryOptionsOf } from "../fetch/go";
import { fetchMavenArtifact } from "../fetch/maven";
import { buildPage } from "../fetch/page";
import { fetchWheelFile } from "../fetch/wheel";
import type { TarEntry } from "../tar";

/** Downloads or builds the files of a layer. */
export async function filesEntries({ files }: FilesLayer, context: LayerContext): Promise<TarEntry[]> {
  const entries: TarEntry[] = [];
  // Sequential: each of them saturates the machine or the network.
  for (const [index, file] of files.entries()) {
    const scratch = join(context.scratch, String(index));
    mkdirSync(scratch);
    entries.push(...(await entriesOf(file, { ...context, scratch })));
  }
  return entries;
}

async function entriesOf(file: FileDescription, context: LayerContext): Promise<TarEntry[]> {
  const { uid = 0, gid = 0 } = file;
  const path = file.path.slice(1);
  switch (file.kind) {
    case "symlink":
      return [{ type: "symlink", path, uid, gid, target: file.target }];
    case "directory":
      return [{ type: "directory", path, uid, gid, mode: file.mode ?? 0o755 }];
    case "page": {
      const built = await buildPage(file, context);
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
      return [{ type: "file", path, uid, gid, mode, content: await contentOf(file, context) }];
    }
  }
}

type WithContent = Exclude<FileDescription, FileOf<"symlink" | "directory" | "page">>;

async function contentOf(file: WithContent, context: LayerContext): Promise<Buffer | { file: string }> {
  const { resolve, progress, signal } = context;
  switch (file.kind) {
    case "text":
      return Buffer.from(file.text, "utf8");
    case "project":
      return { file: resolve(file.file) };
    case "bundle":
      return bundle(file, context);
    case "goBinary":
      return { file: (await ensureBuilt(goBinaryOptionsOf(file, resolve), progress, signal)).path };
    case "goModuleFile":
      return { file: await fetchGoModuleFile(file, context) };
    case "wheelFile":
      return { file: await fetchWheelFile(file, context) };
    case "mavenArtifact":
      return { file: await fetchMavenArtifact(file, context) };
  }
}
