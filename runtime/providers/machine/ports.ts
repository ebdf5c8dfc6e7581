import { isIP } from "node:net";
import { z } from "zod";
import { type PropertyValue, UNKNOWN } from "../../protocol/values";
import type { ResourceType } from "../framework/resourceType";
import { allocate } from "./allocatePorts";

const inputs = z
  .strictObject({
    /** What the ports are for; each has one. */
    names: z.array(z.string().min(1)),
    /** Ports that are not to be chosen, by name. */
    given: z
      .record(
        z.string(),
        z.int({ error: "must be a port from 1 to 65535" }).min(1).max(65535, {
          error: "must be a port from 1 to 65535",
        }),
      )
      .default({}),
    /** Where they are to be free. */
    address: z
      .string()
      .refine((value) => isIP(value) !== 0, { error: "must be an IP address" })
      .default("127.0.0.1"),
  })
  .superRefine(({ names, given }, context) => {
    const seen = new Map<number, string>();
    for (const [name, port] of Object.entries(given)) {
      const path = ["given", name];
      if (!names.includes(name)) {
        context.addIssue({ code: "custom", path, message: `names no port: there are ${names.join(", ")}` });
      }
      const other = seen.get(port);
      if (other !== undefined) {
        context.addIssue({ code: "custom", path, message: `is ${port}, which is also given for ${other}` });
      }
      seen.set(port, name);
    }
  });
type Inputs = z.infer<typeof inputs>;

interface Outputs {
  ports: Record<string, number>;
}

/** The ports that stay as they are: those that were not given and are not, and those given as they were. */
function kept(olds: Inputs, news: Inputs, ports: Record<string, number>): Record<string, number> {
  if (olds.address !== news.address) return {};
  return Object.fromEntries(
    Object.entries(ports).filter(
      ([name, port]) => news.names.includes(name) && (news.given[name] ?? port) === port,
    ),
  );
}

/** Free ports, chosen once and kept in the state: the process that gets one finds it again after a restart. */
export const ports: ResourceType<Inputs, Outputs, z.input<typeof inputs>> = {
  type: "local:index:Ports",
  inputs,
  outputs: { ports: "plain" },

  idOf: ({ names, address }) => `${address}/${names.join(",")}`,

  async create({ names, given, address }) {
    return { ports: await allocate(names, given, {}, address) };
  },

  async update({ inputs: olds, outputs }, news) {
    const before = kept(olds, news, outputs.ports);
    return { ports: await allocate(news.names, news.given, before, news.address) };
  },

  preview({ inputs: olds, outputs }, news) {
    const known: Record<string, PropertyValue> = { ...kept(olds, news, outputs.ports), ...news.given };
    return { ports: Object.fromEntries(news.names.map((name) => [name, known[name] ?? UNKNOWN])) };
  },

  /** Nothing to do: a port is nobody's while nobody listens. */
  async delete() {},
};
