import { readFileSync } from "node:fs";
import { join } from "node:path";
import Docker from "dockerode";
import type { Engine } from "./needs";

const DEFAULT_SOCKET = "/var/run/docker.sock";
/** Milliseconds that an engine may take to answer. */
const TIMEOUT = 15_000;

/** The address of the engine: the given one, else $DOCKER_HOST, else the machine's own. */
export const hostOf = ({ host }: Engine, env: NodeJS.ProcessEnv = process.env): string =>
  host ?? (env.DOCKER_HOST || `unix://${DEFAULT_SOCKET}`);

/** Whether an engine is on this machine: it is reached by a socket. */
export const isLocal = (host: string): boolean => host.startsWith("unix://");

/** A client for an engine. @throws when its address or its certificates cannot be used */
export function connect(engine: Engine): Docker {
  const host = hostOf(engine);
  if (isLocal(host)) return new Docker({ socketPath: host.slice("unix://".length), timeout: TIMEOUT });
  const url = URL.canParse(host) ? new URL(host) : undefined;
  if (url === undefined || !["tcp:", "http:", "https:"].includes(url.protocol)) {
    throw new Error(
      `the Docker engine's address is ${JSON.stringify(host)}; allowed are unix:///PATH, tcp://HOST:PORT and ssh://USER@HOST`,
    );
  }
  const tls = tlsOf(engine);
  const secure = tls !== undefined || url.protocol === "https:";
  return new Docker({
    protocol: secure ? "https" : "http",
    host: url.hostname,
    port: url.port === "" ? (secure ? 2376 : 2375) : Number(url.port),
    timeout: TIMEOUT,
    ...tls,
  });
}

function tlsOf({ caMaterial, certMaterial, keyMaterial, certPath }: Engine) {
  if (certPath !== undefined) {
    const read = (name: string) => readFileSync(join(certPath, name), "utf8");
    return { ca: read("ca.pem"), cert: read("cert.pem"), key: read("key.pem") };
  }
  if (caMaterial === undefined && certMaterial === undefined) return undefined;
  return { ca: caMaterial, cert: certMaterial, key: keyMaterial };
}
