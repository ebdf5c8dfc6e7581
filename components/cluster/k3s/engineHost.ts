import type { K3sClusterConfig } from "./config";

/** The host in the URL of an engine elsewhere; undefined for one on this machine. */
export function remoteHost(url: string | undefined): string | undefined {
  if (url === undefined || /^(unix|npipe):/.test(url) || !URL.canParse(url)) return undefined;
  const { hostname } = new URL(url);
  return hostname === "" ? undefined : hostname.replace(/^\[|\]$/g, "");
}

/** Where the API and NodePorts answer: the given host, else the engine's. */
export function publishedHost(
  { host, address = "127.0.0.1" }: Pick<K3sClusterConfig, "host" | "address">,
  engine: string | undefined,
): string {
  if (host !== undefined) return host;
  return remoteHost(engine) ?? (["0.0.0.0", "::"].includes(address) ? "127.0.0.1" : address);
}
