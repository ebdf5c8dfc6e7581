import { listenerOn } from "../../../../../lib/procNet";
import type { Requirements } from "./requirements";

/** The ports of a running container. */
export interface PublishingContainer {
  names: readonly string[];
  ports: readonly { port: number; protocol: string }[];
}

type Port = Requirements["ports"][number];

/** `tcp/32000` */
export const portKey = ({ port, protocol }: Pick<Port, "port" | "protocol">): string => `${protocol}/${port}`;

/**
 * The users of the ports by {@link portKey}, without the stack's own containers.
 * @param local whether the daemon publishes ports on this machine
 */
export function portHolders(
  { ports, containers: own }: Pick<Requirements, "ports" | "containers">,
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
    } else if (local && wanted.protocol === "tcp") {
      const listener = listenerOn(wanted.port);
      if (listener !== undefined) holders.set(portKey(wanted), listener.text);
    }
  }
  return holders;
}
