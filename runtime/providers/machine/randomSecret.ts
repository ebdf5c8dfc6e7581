import { randomBytes } from "node:crypto";
import { z } from "zod";
import type { ResourceType } from "../framework/resourceType";

const inputs = z.strictObject({
  /** How many random bytes. */
  bytes: z
    .int()
    .min(16, { error: "must be 16 or more: fewer can be guessed" })
    .max(1024, { error: "must be 1024 or less" })
    .default(32),
});
type Inputs = z.infer<typeof inputs>;

interface Outputs {
  /** Lower-case hex. */
  value: string;
}

/** A secret that is drawn once, from the system's source of randomness, and kept in the state. */
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
