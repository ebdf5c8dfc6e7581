import { randomInt } from "node:crypto";
import { createServer, type Server } from "node:net";
import { listenerOn } from "../../../lib/procNet";
import { type PropertyValue, UNKNOWN } from "../../protocol/values";
import type { InputsOf } from "../framework/sdk/definition";
import type { ResourceType } from "../framework/resourceType";
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

/**
 * The range of chosen ports. It is below the ports that Linux uses for outgoing connections (32768 and up), which could
 * take ours while the process is down, and below Kubernetes' NodePorts (30000–32767).
 */
export const CHOICE = { from: 20000, to: 29999 } as const;
const ATTEMPTS = 200;

/** Listens on a port; undefined when it is taken. @throws for every other reason */
async function hold(port: number, address: string): Promise<Server | undefined> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE") resolve(undefined);
      else reject(new Error(`cannot listen on ${address}:${port}: ${error.message}`));
    });
    server.listen({ port, host: address, exclusive: true }, () => resolve(server));
  });
}

/**
 * Allocates a port for each name: the given one, the previous one, or a free one. Holds all of them until the last is
 * found, so that no two are the same.
 * @param before previous ports of the names; not checked, because their own process may be listening
 * @throws when a given port is taken, with the process that listens there; when no port is free
 */
export async function allocate(
  names: readonly string[],
  given: Readonly<Record<string, number>>,
  before: Readonly<Record<string, number>>,
  address: string,
): Promise<Record<string, number>> {
  const held: Server[] = [];
  const ports: Record<string, number> = {};
  const used = new Set<number>();
  const take = (name: string, port: number): void => {
    ports[name] = port;
    used.add(port);
  };
  try {
    for (const name of names) {
      const port = given[name] ?? before[name];
      if (port === undefined) continue;
      if (before[name] !== port) {
        const server = await hold(port, address);
        if (server === undefined) throw new Error(taken(name, port, address));
        held.push(server);
      }
      take(name, port);
    }
    for (const name of names) {
      if (ports[name] === undefined) take(name, await free(address, used, held));
    }
    return ports;
  } finally {
    await Promise.all(held.map((server) => new Promise((resolve) => server.close(resolve))));
  }
}

async function free(address: string, used: ReadonlySet<number>, held: Server[]): Promise<number> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const port = randomInt(CHOICE.from, CHOICE.to + 1);
    if (used.has(port)) continue;
    const server = await hold(port, address);
    if (server === undefined) continue;
    held.push(server);
    return port;
  }
  throw new Error(
    `no free port was found on ${address} between ${CHOICE.from} and ${CHOICE.to} in ${ATTEMPTS} attempts`,
  );
}

function taken(name: string, port: number, address: string): string {
  const listener = listenerOn(port);
  return (
    `${name}: found port ${port} in use on ${address}` +
    (listener === undefined ? "" : ` by ${listener.text}`) +
    "; expected a free port. Stop that process, set another port, or omit the port to have a free one chosen."
  );
}
