import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { promisify } from "node:util";
import type { ProviderConfig, RegistryAuth } from "../config";
import { dockerConfigFile } from "../../../../lib/clients/docker/endpoint";
import { DOCKER_HUB } from "../../../../lib/imageName";

/** The credentials that the daemon sends to a registry. */
export interface Credentials {
  serveraddress: string;
  username?: string;
  password?: string;
  identitytoken?: string;
}

/** The used fields of the Docker CLI's configuration file. */
interface DockerConfigFile {
  auths?: Record<string, { auth?: string; username?: string; password?: string; identitytoken?: string }>;
  credsStore?: string;
  credHelpers?: Record<string, string>;
}

/** The key of Docker Hub's credentials, for historical reasons. */
const HUB_ADDRESS = "https://index.docker.io/v1/";
const HUB_HOSTS = [DOCKER_HUB, "index.docker.io", "registry-1.docker.io", "registry.hub.docker.com"];
/** A credential helper's output for an unknown registry. */
const HELPER_NOT_FOUND = /credentials not found/i;
const HELPER_TIMEOUT_MS = 30_000;
/** A helper that cannot run has the code of a system error, one that has failed its exit code. */
type HelperError = Error & { code: string | number | null; stdout: string };

/**
 * The credentials for a registry, from the provider's `registryAuth`, else from the Docker CLI.
 * @throws when a named file or a credential helper fails
 */
export async function credentialsFor(
  registry: string,
  config: Pick<ProviderConfig, "registryAuth" | "dockerConfig">,
): Promise<Credentials | undefined> {
  const named = config.registryAuth.find(({ address }) => hostOf(address) === hostOf(registry));
  if (named) return credentialsOf(named, registry, config.dockerConfig);
  const file = readConfigFile(dockerConfigFile(config.dockerConfig), { optional: true });
  return file && fromConfigFile(file, registry);
}

async function credentialsOf(
  named: RegistryAuth,
  registry: string,
  dockerConfig: string | undefined,
): Promise<Credentials | undefined> {
  if (named.authDisabled) return undefined;
  const serveraddress = addressOf(registry);
  if (named.username) return { serveraddress, username: named.username, password: named.password ?? "" };
  if (named.configFileContent) {
    return fromConfigFile(parseConfigFile(named.configFileContent, "configFileContent"), registry);
  }
  const path = dockerConfigFile(named.configFile?.replace(/^~(?=\/)/, homedir()) ?? dockerConfig);
  return fromConfigFile(readConfigFile(path, { optional: false })!, registry);
}

/** Looks up a registry in a Docker CLI configuration file. As in the CLI, helpers take precedence. */
async function fromConfigFile(file: DockerConfigFile, registry: string): Promise<Credentials | undefined> {
  const helper = entryOf(file.credHelpers ?? {}, registry) ?? file.credsStore;
  if (helper) return askHelper(helper, addressOf(registry));
  const entry = entryOf(file.auths ?? {}, registry);
  return entry && { serveraddress: addressOf(registry), ...loginOf(entry) };
}

/** Finds a registry's entry by its address, with or without `https://` and a path. */
function entryOf<T>(entries: Record<string, T>, registry: string): T | undefined {
  const key = Object.keys(entries).find((address) => hostOf(address) === hostOf(registry));
  return key === undefined ? undefined : entries[key];
}

/** The user and password of an entry, which stores them as one Base64 text. */
function loginOf(entry: NonNullable<DockerConfigFile["auths"]>[string]): Omit<Credentials, "serveraddress"> {
  if (entry.identitytoken) return { identitytoken: entry.identitytoken };
  if (!entry.auth) return { username: entry.username ?? "", password: entry.password ?? "" };
  const login = Buffer.from(entry.auth, "base64").toString("utf8");
  const colon = login.indexOf(":");
  return { username: login.slice(0, colon), password: login.slice(colon + 1).replace(/\0+$/, "") };
}

const hostOf = (address: string): string => {
  const host = address.replace(/^https?:\/\//, "").split("/", 1)[0]!;
  return HUB_HOSTS.includes(host) ? DOCKER_HUB : host;
};

const addressOf = (registry: string): string => (hostOf(registry) === DOCKER_HUB ? HUB_ADDRESS : registry);

function readConfigFile(path: string, { optional }: { optional: boolean }): DockerConfigFile | undefined {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if (optional && (error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new Error(`registry credentials cannot be read from ${path}: ${(error as Error).message}`, {
      cause: error,
    });
  }
  return parseConfigFile(text, path);
}

function parseConfigFile(text: string, where: string): DockerConfigFile {
  try {
    return JSON.parse(text) as DockerConfigFile;
  } catch {
    // The parser's message would quote a part of the file, which may contain secrets.
    throw new Error(
      `registry credentials cannot be read from ${where}: it must be the JSON of a Docker configuration file`,
    );
  }
}

/** Runs a credential helper (`docker-credential-NAME get`, with the address on standard input). */
async function askHelper(helper: string, address: string): Promise<Credentials | undefined> {
  const program = `docker-credential-${helper}`;
  const running = promisify(execFile)(program, ["get"], { env: process.env, timeout: HELPER_TIMEOUT_MS });
  running.child.stdin!.on("error", () => undefined).end(address);
  const { stdout } = await running.catch((error: HelperError) => {
    if (typeof error.code === "string") {
      throw new Error(
        `the credential helper ${program} in Docker's configuration cannot run: ${error.message}`,
      );
    }
    if (HELPER_NOT_FOUND.test(error.stdout)) return { stdout: undefined };
    throw new Error(
      `${program} returns no credentials for ${address}: ${error.stdout.trim() || `it ended with ${error.code}`}`,
    );
  });
  if (stdout === undefined) return undefined;
  const { Username: username, Secret: secret } = answerOf(program, stdout);
  return username === "<token>"
    ? { serveraddress: address, identitytoken: secret }
    : { serveraddress: address, username, password: secret };
}

function answerOf(program: string, stdout: string): { Username: string; Secret: string } {
  try {
    return JSON.parse(stdout) as { Username: string; Secret: string };
  } catch {
    // The parser's message would quote a part of the answer, which may contain the secret.
    throw new Error(
      `the credential helper ${program}: found an answer that is not JSON; expected Username and Secret.`,
    );
  }
}
