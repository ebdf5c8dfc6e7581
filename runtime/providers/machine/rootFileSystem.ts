import { keysOf } from "../../images/key";
import { ensureRootFileSystem } from "../../images/rootFileSystem";
import type { InputsOf } from "../framework/sdk/definition";
import type { ResourceType } from "../framework/resourceType";
import { cachedBuild } from "./cachedBuild";
import { rootFileSystem as definition } from "./sdk/programs";

export const rootFileSystem: ResourceType<typeof definition> = {
  ...definition,
  idOf: ({ description }) => description.name,
  ...cachedBuild({
    path: "path",
    keyOf: async ({ description }: InputsOf<typeof definition>, { resolve }) =>
      (await keysOf(description, resolve)).key,
    build: ({ description }, context) => ensureRootFileSystem(description, context),
  }),
};
