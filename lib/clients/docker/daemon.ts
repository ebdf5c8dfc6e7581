import Dockerode from "dockerode";
import { Agent as HttpsAgent } from "node:https";
import type { DaemonConfig } from "./config";
import { until } from "../../until";
import { isConnectionLost } from "./apiError";
import { DaemonUnreachableError } from "./connectionError";
import { endpointOf, type Endpoint } from "./endpoint";
import { SshAgent } from "./sshConnection";
import { chooseVersion } from "./version";

/** Timeout for the first answer. */
const FIRST_ANSWER_MS = 35_000;
/** Timeout for a daemon that answered before: a restart waits until its containers stop. */
const BACK_MS = 90_000;
const ATTEMPTS = 4;

/** A Docker daemon. Connects on first use, and again after a restart of the daemon. */
export class DockerDaemon {
  private connected: Promise<Dockerode> | undefined;
  private answered = false;
  private agent: SshAgent | HttpsAgent | undefined;

  private constructor(
    readonly endpoint: Endpoint,
    private readonly signal: AbortSignal,
  ) {}

  /** @throws when the configuration contains no valid daemon address */
  static of(config: DaemonConfig, signal: AbortSignal): DockerDaemon {
    return new DockerDaemon(endpointOf(config), signal);
  }

  /**
   * Runs an operation on the daemon. If the daemon restarts meanwhile, waits for it and repeats the operation, which
   * must therefore be safe to repeat.
   * @param operation receives the number of the attempt, from 0
   * @throws DaemonUnreachableError when the daemon does not answer, or not again in time
   */
  async run<T>(operation: (client: Dockerode, attempt: number) => Promise<T>): Promise<T> {
    for (let attempt = 0; ; attempt++) {
      this.signal.throwIfAborted();
      const client = await this.client();
      try {
        return await operation(client, attempt);
      } catch (error) {
        if (!isConnectionLost(error) || attempt + 1 >= ATTEMPTS || this.signal.aborted) throw error;
        await this.waitUntilBack(client, error);
      }
    }
  }

  /** Removes the leftovers of a failed operation if the daemon answers; also after a cancellation. */
  async cleanUp(operation: (client: Dockerode) => Promise<unknown>): Promise<void> {
    await this.connected?.then(operation).catch(() => undefined);
  }

  /** Closes the connections. */
  close(): void {
    this.agent?.destroy();
  }

  private async client(): Promise<Dockerode> {
    this.connected ??= this.connect();
    try {
      return await this.connected;
    } catch (error) {
      this.connected = undefined; // the next operation connects again
      throw error;
    }
  }

  private async connect(): Promise<Dockerode> {
    this.agent ??= agentOf(this.endpoint);
    const options = connectionOf(this.endpoint, this.agent);
    const client = new Dockerode(options);
    const abortSignal = AbortSignal.any([this.signal, AbortSignal.timeout(FIRST_ANSWER_MS)]);
    let version: DockerVersion;
    try {
      version = await versionOf(client, abortSignal);
    } catch (error) {
      this.signal.throwIfAborted();
      throw new DaemonUnreachableError(this.endpoint, error);
    }
    this.answered = true;
    return new Dockerode({ ...options, version: `v${chooseVersion(version, this.endpoint.address)}` });
  }

  private async waitUntilBack(client: Dockerode, cause: unknown): Promise<void> {
    const ping = () =>
      client.ping().then(
        () => true as const,
        () => undefined,
      );
    const options = {
      timeoutMs: this.answered ? BACK_MS : 0,
      signal: this.signal,
      firstMs: 100,
      maxMs: 1000,
    };
    if (!(await until(ping, options))) throw new DaemonUnreachableError(this.endpoint, cause);
  }
}

/** The HTTP agent for endpoints that need a special one: SSH and TLS. */
function agentOf(endpoint: Endpoint): SshAgent | HttpsAgent | undefined {
  if (endpoint.kind === "ssh") return new SshAgent(endpoint);
  if (endpoint.kind !== "tcp" || !endpoint.tls) return undefined;
  return new HttpsAgent({
    ...endpoint.tls,
    rejectUnauthorized: endpoint.tls.ca !== undefined,
    keepAlive: true,
  });
}

/** Passes every option explicitly: dockerode would otherwise read DOCKER_HOST and related variables. */
function connectionOf(endpoint: Endpoint, agent: object | undefined): Dockerode.DockerOptions {
  const options = { host: undefined, port: undefined, socketPath: undefined, protocol: "http", agent };
  switch (endpoint.kind) {
    case "unix":
      return { ...options, socketPath: endpoint.socketPath } as Dockerode.DockerOptions;
    case "tcp": {
      const { host, port, tls } = endpoint;
      return { ...options, host, port, protocol: tls ? "https" : "http" } as Dockerode.DockerOptions;
    }
    case "ssh":
      return { ...options, host: "docker", port: 80 } as Dockerode.DockerOptions;
  }
}

type DockerVersion = Parameters<typeof chooseVersion>[0];

/** Like `client.version()`, which accepts no abort signal. */
const versionOf = (client: Dockerode, abortSignal: AbortSignal): Promise<DockerVersion> =>
  new Promise((resolve, reject) => {
    const request = { path: "/version", method: "GET", abortSignal, statusCodes: { 200: true } };
    client.modem.dial(request, (error, answer) => (error ? reject(error) : resolve(answer as DockerVersion)));
  });
