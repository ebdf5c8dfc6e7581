import type { InputsOf } from "../framework/sdk/definition";
import type { Context, ResourceType } from "../framework/resourceType";
import { ensureBuilt, type GoBinaryOptions, locate } from "../../../lib/goBinary/build";
import { cachedBuild } from "./cachedBuild";
import { goBinary as definition } from "./sdk/programs";

const optionsOf = (
  news: InputsOf<typeof definition>,
  { resolve }: Pick<Context, "resolve">,
): GoBinaryOptions => ({ ...news, directory: resolve(news.directory) });

export const goBinary: ResourceType<typeof definition> = {
  ...definition,
  idOf: ({ name }) => name,
  ...cachedBuild({
    path: "path",
    keyOf: async (news: InputsOf<typeof definition>, context) => (await locate(optionsOf(news, context))).key,
    async build(news, context) {
      const { key, path } = await ensureBuilt(optionsOf(news, context), context.progress, context.signal);
      return { path, key };
    },
  }),
};
