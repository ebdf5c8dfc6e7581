import { existsSync } from "node:fs";
import { z } from "zod";
import { ensureImage } from "../../images/build";
import type { BuildContext } from "../../images/context";
import { imageDescription } from "../../images/description";
import { keysOf } from "../../images/key";
import type { Context, ResourceType } from "../framework/resourceType";

const inputs = z.strictObject({
  /** The image's contents and how to run it. */
  description: imageDescription,
});
type Inputs = z.infer<typeof inputs>;

interface Outputs {
  /** `meshstack.local/NAME:TAG`; the tag depends on the content. */
  name: string;
  /** The digest of the image's manifest: `sha256:` and 64 hex digits. */
  digest: string;
  /** Absolute path of a tar file with its OCI image layout. */
  archive: string;
  /** Identifies the inputs of the build. */
  key: string;
}

/** The context of a build by a resource. */
export const buildContextOf = ({ resolve, status, signal }: Context): BuildContext => ({
  resolve,
  progress: status,
  signal,
});

/**
 * A container image built from package registries, in a cache outside the checkout that all stacks and checkouts share.
 * The next `up` builds it again when the description, sources or the Go version change, but not for a newer version of
 * a Debian package. Deletion keeps the cache.
 */
export const image: ResourceType<Inputs, Outputs, z.input<typeof inputs>> = {
  type: "local:index:Image",
  inputs,
  outputs: { name: "plain", digest: "plain", archive: "plain", key: "plain" },

  async drift({ outputs }, news, context) {
    if (!existsSync(outputs.archive)) return { outputs: ["archive"] };
    if (news === undefined) return { outputs: [] };
    try {
      const { image: key } = await keysOf(news.description, context.resolve);
      return { outputs: key === outputs.key ? [] : ["key"] };
    } catch (error) {
      // An existing image stays usable when its sources or go are missing.
      context.log("warning", `${outputs.archive} is used as it is: ${(error as Error).message}`);
      return { outputs: [] };
    }
  },

  idOf: ({ description }) => description.name,

  async create({ description }, context) {
    return ensureImage(description, buildContextOf(context));
  },

  async read({ outputs }) {
    return existsSync(outputs.archive) ? outputs : undefined;
  },

  async update(_, { description }, context) {
    return ensureImage(description, buildContextOf(context));
  },

  async delete() {},
};
