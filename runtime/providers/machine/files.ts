import { createHash } from "node:crypto";
import { readFileSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import type { InputsOf, OutputsOf } from "../framework/sdk/definition";
import type { Context, ResourceType } from "../framework/resourceType";
import { atomicWrite } from "../../../lib/atomicWrite";
import { removeEmpty } from "./directory";
import { files as definition } from "./sdk/files";

type Inputs = InputsOf<typeof definition>;
type Outputs = OutputsOf<typeof definition>;

export const files: ResourceType<typeof definition> = {
  ...definition,

  drift({ inputs: { files: contents }, outputs: { paths } }) {
    const lost = Object.entries(paths).some(([name, path]) => !holds(path, contents[name]));
    return { outputs: lost ? ["paths"] : [] };
  },

  idOf: ({ directory }, context) => context.resolve(directory),

  find(news, context) {
    const there = Object.entries(news.files).some(([name, content]) =>
      holds(join(context.resolve(news.directory), name), content),
    );
    return there ? outputsOf(news, context) : undefined;
  },

  async create(news, context) {
    return write(news, context);
  },

  async read(state) {
    const any = Object.values(state.outputs.paths).some((path) => holds(path));
    return any || Object.keys(state.outputs.paths).length === 0 ? state.outputs : undefined;
  },

  async update({ outputs }, news, context) {
    const result = await write(news, context);
    const wanted = new Set(Object.values(result.paths));
    remove(
      Object.values(outputs.paths).filter((path) => !wanted.has(path)),
      context.resolve(news.directory),
    );
    return result;
  },

  preview(_, news) {
    return { fingerprint: fingerprintOf(news.files) };
  },

  async delete({ inputs: { directory }, outputs }, context) {
    remove(Object.values(outputs.paths), context.resolve(directory));
  },
};

function outputsOf({ directory, files: contents }: Inputs, context: Context): Outputs {
  const folder = context.resolve(directory);
  const paths = Object.fromEntries(Object.keys(contents).map((name) => [name, join(folder, name)]));
  return { paths, fingerprint: fingerprintOf(contents) };
}

async function write(news: Inputs, context: Context): Promise<Outputs> {
  const outputs = outputsOf(news, context);
  for (const [name, content] of Object.entries(news.files)) {
    const path = outputs.paths[name]!;
    if (!holds(path, content)) await atomicWrite(path, content, { shared: true });
  }
  return outputs;
}

/** True when the file exists with mode 0600 and this content (any content when undefined). */
function holds(path: string, content?: string): boolean {
  try {
    const status = statSync(path);
    if (!status.isFile() || (status.mode & 0o077) !== 0) return false;
    return content === undefined || readFileSync(path, "utf8") === content;
  } catch {
    return false;
  }
}

/** Removes the files, and the folders below `top` that become empty. */
function remove(paths: readonly string[], top: string): void {
  for (const path of paths) {
    rmSync(path, { force: true });
    removeEmpty(dirname(path), top);
  }
}

function fingerprintOf(contents: Record<string, string>): string {
  const entries = Object.entries(contents).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash("sha256").update(JSON.stringify(entries)).digest("hex");
}
