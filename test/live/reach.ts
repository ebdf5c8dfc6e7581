import { connect } from "node:net";
import { networkInterfaces } from "node:os";

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
