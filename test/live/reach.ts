import { connect } from "node:net";
import { networkInterfaces } from "node:os";
import { type Listener, socketsOf } from "../../lib/procNet";
import { networkNamespaceOf } from "../support/processes";
import { listenersSeenBy } from "./host";

/** The addresses of this machine at which other machines reach it. */
export const outsideAddresses = (): string[] =>
  Object.entries(networkInterfaces()).flatMap(([name, addresses = []]) =>
    addresses
      .filter(({ internal }) => !internal)
      .map((found) =>
        found.family === "IPv6" && found.scopeid ? `${found.address}%${name}` : found.address,
      ),
  );

/** Connects to ports at these addresses. Returns the `ADDRESS PORT` that accept a connection. */
export async function accepting(addresses: readonly string[], ports: readonly number[]): Promise<string[]> {
  const targets = addresses.flatMap((host) => ports.map((port) => ({ host, port })));
  const found = await Promise.all(
    targets.map(async ({ host, port }) => ((await accepts(host, port)) ? [`${host} ${port}`] : [])),
  );
  return found.flat();
}

const accepts = (host: string, port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 10_000 });
    const end = (accepted: boolean) => {
      socket.destroy();
      resolve(accepted);
    };
    socket.once("connect", () => end(true));
    socket.once("error", () => end(false));
    socket.once("timeout", () => end(false));
  });

/** The listening TCP sockets of a cluster. */
interface Listeners {
  /** Those on this machine. */
  here: Listener[];
  /** The ports inside: in the network namespaces of the cluster's nodes and pods. */
  inside: number[];
}

/**
 * The sockets at which processes listen. Omits ports inside at which another program of this machine listens.
 * @param pids all processes of a cluster
 */
export function listenersOfCluster(pids: readonly number[]): Listeners {
  const own = new Set(pids.flatMap(socketsOf));
  const machine = listenersSeenBy("self");
  const here = machine.filter(({ inode }) => own.has(inode));
  const others = new Set(machine.filter(({ inode }) => !own.has(inode)).map(({ port }) => port));
  const namespaces = new Map(pids.map((pid) => [networkNamespaceOf(pid), pid]));
  namespaces.delete(networkNamespaceOf("self"));
  const inside = [...namespaces.values()].flatMap(listenersSeenBy).map(({ port }) => port);
  return { here, inside: [...new Set(inside)].filter((port) => !others.has(port)) };
}

/** Some of the ports inside: the kubelet, istiod, and a sidecar. */
export const INSIDE = [10250, 15012, 15006];

/** 127.0.0.1 in /proc/net/tcp. */
const LOOPBACK = "0100007F";

/**
 * Expects that a cluster's listeners accept connections at 127.0.0.1, and that no port of the cluster does at another
 * address of this machine.
 */
export async function expectLoopbackOnly({ here, inside }: Listeners): Promise<void> {
  expect(here.filter(({ address }) => address !== LOOPBACK)).toEqual([]);
  const ports = here.map(({ port }) => port);
  expect(await accepting(["127.0.0.1"], ports)).toHaveLength(ports.length);
  expect(await accepting(outsideAddresses(), [...ports, ...inside])).toEqual([]);
}
