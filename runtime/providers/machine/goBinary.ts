import { existsSync } from "node:fs";
import { z } from "zod";
import type { Context, ResourceType } from "../framework/resourceType";
import { ensureBuilt, type GoBinaryOptions, locate } from "../../../lib/goBinary/build";

const inputs = z.strictObject({
  /** The folder of the Go module; absolute, or relative to the project's root. */
  directory: z.string().min(1),
  /** The main package, relative to the folder. */
  package: z.string().min(1).default("."),
  /** The binary's file name. */
  name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, "must be a file name of letters, digits, . _ and -"),
  /** A file with linker flags, relative to the folder. */
  ldflagsFile: z.string().min(1).optional(),
  /** Build tags. */
  tags: z.array(z.string().regex(/^[\w.]+$/, "must be a build tag")).optional(),
});
type Inputs = z.infer<typeof inputs>;

interface Outputs {
  /** Absolute path of the binary. */
  path: string;
  /** Identifies the inputs of the build. */
  key: string;
}

const optionsOf = (news: Inputs, context: Context): GoBinaryOptions => ({
  ...news,
  directory: context.resolve(news.directory),
});

/**
 * A program built from a Go module, in a cache outside the checkout that all stacks and checkouts share. The next `up`
 * builds it again when sources, flags or the Go version change. Deletion keeps the cache.
 */
export const goBinary: ResourceType<Inputs, Outputs, z.input<typeof inputs>> = {
  type: "local:index:GoBinary",
  inputs,
  outputs: { path: "plain", key: "plain" },

  async drift({ outputs }, news, context) {
    if (!existsSync(outputs.path)) return { outputs: ["path"] };
    if (news === undefined) return { outputs: [] };
    try {
      return { outputs: (await locate(optionsOf(news, context))).key === outputs.key ? [] : ["key"] };
    } catch (error) {
      // An existing binary stays usable when its sources or go are missing.
      context.log("warning", `${outputs.path} is used as it is: ${(error as Error).message}`);
      return { outputs: [] };
    }
  },

  idOf: ({ name }) => name,

  async create(news, context) {
    const { key, path } = await ensureBuilt(optionsOf(news, context), context.status, context.signal);
    return { path, key };
  },

  async read({ outputs }) {
    return existsSync(outputs.path) ? outputs : undefined;
  },

  async update(_, news, context) {
    const { key, path } = await ensureBuilt(optionsOf(news, context), context.status, context.signal);
    return { path, key };
  },

  async delete() {},
};
