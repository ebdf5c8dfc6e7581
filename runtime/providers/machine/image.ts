import { ensureImage } from "../../images/build";
import { keysOf } from "../../images/key";
import type { InputsOf } from "../framework/sdk/definition";
import type { ResourceType } from "../framework/resourceType";
import { cachedBuild } from "./cachedBuild";
import { image as definition } from "./sdk/programs";

export const image: ResourceType<typeof definition> = {
  ...definition,
  idOf: ({ description }) => description.name,
  ...cachedBuild({
    path: "archive",
    keyOf: async ({ description }: InputsOf<typeof definition>, { resolve }) =>
      (await keysOf(description, resolve)).key,
    build: ({ description }, context) => ensureImage(description, context),
  }),
};
