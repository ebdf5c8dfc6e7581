import { readFileSync } from "node:fs";
import { listenerOn, listeningInodes } from "../../../../../lib/procNet";
import type { Needs } from "./requirements";

/** A container that runs, as far as its ports go. */
export interface PublishingContainer {
  names: readonly string[];
  ports: readonly { port: number; protocol: string }[];
}

type Port = Needs["ports"][number];

/** `tcp/32000` */
export const portKey = ({ port, protocol }: Pick<Port, "port" | "protocol">): string => `${protocol}/${port}`;

/**
 * Who has the ports, by {@link portKey}; only those that are taken by others than the needs' own containers.
 * @param local whether the engine's ports are this machine's
 */
export function portHolders(
  { ports, containers: own }: Pick<Needs, "ports" | "containers">,
  running: readonly PublishingContainer[],
  local: boolean,
): Map<string, string> {
  const holders = new Map<string, string>();
  for (const wanted of ports) {
    const container = running.find(({ ports: published }) =>
      published.some(({ port, protocol }) => port === wanted.port && protocol === wanted.protocol),
    );
    if (container !== undefined) {
      if (!container.names.some((name) => own.includes(name)))
        holders.set(portKey(wanted), `the container ${container.names[0]}`);
    } else if (local && wanted.protocol === "tcp" && isListenedOn(wanted.port)) {
      holders.set(portKey(wanted), listenerOn(wanted.port) ?? "a process of another user");
    }
  }
  return holders;
}

const isListenedOn = (port: number): boolean =>
  ["/proc/net/tcp", "/proc/net/tcp6"].some((path) => {
    try {
      return listeningInodes(readFileSync(path, "utf8"), port).length > 0;
    } catch {
      return false; // no Linux, or no IPv6
    }
  });
