import { existsSync } from "node:fs";
import { z } from "zod";
import { rootFileSystemDescription } from "../../images/description";
import { folderKeysOf } from "../../images/key";
import { ensureRootFileSystem, type RootFileSystem } from "../../images/rootFileSystem";
import type { ResourceType } from "../framework/resourceType";
import { buildContextOf } from "./image";

const inputs = z.strictObject({
  /** The contents. */
  description: rootFileSystemDescription,
});
type Inputs = z.infer<typeof inputs>;

/**
 * A folder with the files of programs, such as those of a node, unpacked from packages into a cache that all stacks and
 * checkouts share. The next `up` unpacks it again when the description or sources change, but not for a newer version of
 * a Debian package. Deletion keeps the cache.
 */
export const rootFileSystem: ResourceType<Inputs, RootFileSystem, z.input<typeof inputs>> = {
  type: "local:index:RootFileSystem",
  inputs,
  outputs: { path: "plain", key: "plain", instance: "plain" },

  async drift({ outputs }, news, context) {
    if (!existsSync(outputs.path)) return { outputs: ["path"] };
    if (news === undefined) return { outputs: [] };
    try {
      const { folder: key } = await folderKeysOf(news.description, context.resolve);
      return { outputs: key === outputs.key ? [] : ["key"] };
    } catch (error) {
      // An existing folder stays usable when its sources are missing.
      context.log("warning", `${outputs.path} is used as it is: ${(error as Error).message}`);
      return { outputs: [] };
    }
  },

  idOf: ({ description }) => description.name,

  async create({ description }, context) {
    return ensureRootFileSystem(description, buildContextOf(context));
  },

  async read({ outputs }) {
    return existsSync(outputs.path) ? outputs : undefined;
  },

  async update(_, { description }, context) {
    return ensureRootFileSystem(description, buildContextOf(context));
  },

  async delete() {},
};
