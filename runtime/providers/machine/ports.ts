import { isIP } from "node:net";
import { z } from "zod";
import { type PropertyValue, UNKNOWN } from "../../protocol/values";
import type { ResourceType } from "../framework/resourceType";
import { allocate } from "./allocatePorts";

const inputs = z
  .strictObject({
    /** The purposes; each gets one port. */
    names: z.array(z.string().min(1)),
    /** Fixed ports by name, which are not chosen. */
    given: z
      .record(
        z.string(),
        z.int({ error: "must be a port from 1 to 65535" }).min(1).max(65535, {
          error: "must be a port from 1 to 65535",
        }),
      )
      .default({}),
    /** The address on which the ports must be free. */
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

/** The ports that stay: those that are still chosen, and those given as before. */
function kept(olds: Inputs, news: Inputs, ports: Record<string, number>): Record<string, number> {
  if (olds.address !== news.address) return {};
  return Object.fromEntries(
    Object.entries(ports).filter(
      ([name, port]) => news.names.includes(name) && (news.given[name] ?? port) === port,
    ),
  );
}

/** Free ports, chosen once and kept in the state, so that a process has the same port after a restart. */
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

  /** Nothing exists outside the state. */
  async delete() {},
};
