import { randomBytes } from "node:crypto";
import type { ResourceType } from "../framework/resourceType";
import { randomSecret as definition } from "./sdk/process";

export const randomSecret: ResourceType<typeof definition> = {
  ...definition,

  idOf: () => "secret",

  async create({ bytes }) {
    return { value: randomBytes(bytes).toString("hex") };
  },

  async update({ outputs }) {
    return outputs;
  },
};
