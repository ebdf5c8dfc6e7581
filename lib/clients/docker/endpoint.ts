import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import type { DaemonConfig } from "./config";

/** The address of a Docker daemon and the transport to it. */
export type Endpoint =
  | { kind: "unix"; address: string; socketPath: string }
  | { kind: "tcp"; address: string; host: string; port: number; tls?: Tls }
  | { kind: "ssh"; address: string; destination: string; port?: string; options: string[] };

/** PEM. Without an authority the daemon's certificate is not verified, as in the official plugin. */
export interface Tls {
  ca?: string;
  cert?: string;
  key?: string;
}

const PORT = 2375;
const TLS_PORT = 2376;

/**
 * Resolves a configuration to an endpoint.
 * @throws when its address, context or certificates cannot be read
 */
export function endpointOf(config: DaemonConfig): Endpoint {
  if (config.context !== undefined && config.context !== "default") {
    const { host, tls } = readContext(config.context, config);
    return parseHost(host, tls, config.sshOpts);
  }
  return parseHost(config.host, tlsOf(config), config.sshOpts);
}

/** @throws when the address has an unsupported form */
export function parseHost(address: string, tls: Tls | undefined, sshOpts: string[]): Endpoint {
  const [, scheme, rest] = /^([a-z]+):\/\/(.*)$/.exec(address) ?? [];
  if (scheme === "unix") {
    return { kind: "unix", address, socketPath: rest === "" ? "/var/run/docker.sock" : rest! };
  }
  if (scheme === "tcp" || scheme === "http" || scheme === "https") {
    const url = parseUrl(`http://${rest}`, address);
    const secure = tls ?? (scheme === "https" ? {} : undefined);
    const port = url.port === "" ? (secure ? TLS_PORT : PORT) : Number(url.port);
    const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
    return { kind: "tcp", address, host, port, ...(secure ? { tls: secure } : {}) };
  }
  if (scheme === "ssh") {
    const url = parseUrl(`ssh://${rest}`, address);
    if (url.hostname.startsWith("-") || url.username.startsWith("-")) throw badAddress(address);
    const user = url.username === "" ? "" : `${decodeURIComponent(url.username)}@`;
    return {
      kind: "ssh",
      address,
      destination: `${user}${url.hostname}`,
      ...(url.port === "" ? {} : { port: url.port }),
      options: sshOpts,
    };
  }
  throw badAddress(address);
}

function parseUrl(url: string, address: string): URL {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed || parsed.hostname === "") throw badAddress(address);
  return parsed;
}

const badAddress = (address: string): Error =>
  new Error(
    `the Docker host ${JSON.stringify(address)} is not the address of a Docker daemon; expected unix:///PATH, ` +
      "tcp://HOST:PORT or ssh://[USER@]HOST[:PORT]",
  );

function tlsOf(config: DaemonConfig): Tls | undefined {
  const { certPath, caMaterial, certMaterial, keyMaterial } = config;
  if (certMaterial !== undefined || keyMaterial !== undefined) {
    return { ca: caMaterial, cert: certMaterial, key: keyMaterial };
  }
  if (certPath === undefined) return undefined;
  const pem = (name: string): string => {
    const file = join(certPath, name);
    try {
      return readFileSync(file, "utf8");
    } catch (error) {
      const found = (error as Error).message;
      throw new Error(`certPath must be a folder with ca.pem, cert.pem and key.pem; ${found}`, {
        cause: error,
      });
    }
  };
  return { ca: pem("ca.pem"), cert: pem("cert.pem"), key: pem("key.pem") };
}

/** Reads a Docker CLI context from the folder of the CLI's configuration file. */
function readContext(name: string, config: DaemonConfig): { host: string; tls?: Tls } {
  const folder = join(dirname(dockerConfigFile(config.dockerConfig)), "contexts");
  const id = createHash("sha256").update(name).digest("hex");
  const file = join(folder, "meta", id, "meta.json");
  if (!existsSync(file)) {
    throw new Error(
      `found no Docker context ${JSON.stringify(name)} in ${folder}; \`docker context ls\` lists the existing ones`,
    );
  }
  const meta = JSON.parse(readFileSync(file, "utf8")) as {
    Endpoints?: { docker?: { Host?: string; SkipTLSVerify?: boolean } };
  };
  const { Host: host, SkipTLSVerify: skip } = meta.Endpoints?.docker ?? {};
  if (host === undefined)
    throw new Error(`the Docker context ${JSON.stringify(name)} names no host, in ${file}`);
  const pem = (part: string): string | undefined => {
    const path = join(folder, "tls", id, "docker", part);
    return existsSync(path) ? readFileSync(path, "utf8") : undefined;
  };
  const tls = { ca: skip ? undefined : pem("ca.pem"), cert: pem("cert.pem"), key: pem("key.pem") };
  return { host, ...((tls.ca ?? tls.cert) ? { tls } : {}) };
}

/** The Docker CLI's configuration file. @param given DOCKER_CONFIG: the file or its folder; default `~/.docker` */
export function dockerConfigFile(given: string | undefined): string {
  const path = given ?? join(homedir(), ".docker");
  return path.endsWith(".json") ? path : join(path, "config.json");
}
