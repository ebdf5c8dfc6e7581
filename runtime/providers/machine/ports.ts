import { type PropertyValue, UNKNOWN } from "../../protocol/values";
import type { InputsOf } from "../framework/sdk/definition";
import type { ResourceType } from "../framework/resourceType";
import { allocate } from "./allocatePorts";
import { ports as definition } from "./sdk/process";

type Inputs = InputsOf<typeof definition>;

/** The ports that stay: those that are still chosen, and those given as before. */
function kept(olds: Inputs, news: Inputs, ports: Record<string, number>): Record<string, number> {
  if (olds.address !== news.address) return {};
  return Object.fromEntries(
    Object.entries(ports).filter(
      ([name, port]) => news.names.includes(name) && (news.given[name] ?? port) === port,
    ),
  );
}

export const ports: ResourceType<typeof definition> = {
  ...definition,

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
};
