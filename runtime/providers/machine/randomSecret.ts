import { randomBytes } from "node:crypto";
import { z } from "zod";
import type { ResourceType } from "../framework/resourceType";

const inputs = z.strictObject({
  /** The number of random bytes. */
  bytes: z
    .int()
    .min(16, { error: "must be 16 or more: fewer can be guessed" })
    .max(1024, { error: "must be 1024 or less" })
    .default(32),
});
type Inputs = z.infer<typeof inputs>;

interface Outputs {
  /** The bytes in lower-case hex. */
  value: string;
}

/** A secret from the system's random source, drawn once and kept in the state. */
export const randomSecret: ResourceType<Inputs, Outputs, z.input<typeof inputs>> = {
  type: "local:index:RandomSecret",
  inputs,
  outputs: { value: "secret" },
  replaceOnChanges: ["bytes"],

  idOf: () => "secret",

  async create({ bytes }) {
    return { value: randomBytes(bytes).toString("hex") };
  },

  async update({ outputs }) {
    return outputs;
  },

  /** Nothing exists outside the state. */
  async delete() {},
};
