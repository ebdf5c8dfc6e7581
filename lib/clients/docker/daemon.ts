import Dockerode from "dockerode";
import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import type { DaemonConfig } from "./config";
import { limited } from "../../limited";
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
/** Timeout for one request during that wait: a socket can accept connections while nothing answers. */
const PING_MS = 5_000;
const ATTEMPTS = 4;

/** The client's types do not declare the signal. */
interface AbortableClient {
  version(options: { abortSignal: AbortSignal }): Promise<Dockerode.DockerVersion>;
  ping(options: { abortSignal: AbortSignal }): Promise<unknown>;
}

/** A Docker daemon. Connects on first use, and again after a restart of the daemon. */
export class DockerDaemon {
  private connected: Promise<Dockerode> | undefined;
  private agent: HttpAgent | undefined;
  readonly endpoint: Endpoint;

  /** @throws when the configuration contains no valid daemon address */
  constructor(
    config: DaemonConfig,
    private readonly signal: AbortSignal,
  ) {
    this.endpoint = endpointOf(config);
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

  /** Closes all connections, including those in use. */
  close(): void {
    this.agent?.destroy();
  }

  private client(): Promise<Dockerode> {
    this.connected ??= this.connect().catch((error: unknown) => {
      this.connected = undefined; // the next operation connects again
      throw error;
    });
    return this.connected;
  }

  private async connect(): Promise<Dockerode> {
    this.agent ??= agentOf(this.endpoint);
    const options = connectionOf(this.endpoint, this.agent);
    const client = new Dockerode(options);
    const abortSignal = limited(this.signal, FIRST_ANSWER_MS);
    let version: Dockerode.DockerVersion;
    try {
      version = await (client as unknown as AbortableClient).version({ abortSignal });
    } catch (error) {
      this.signal.throwIfAborted();
      throw new DaemonUnreachableError(this.endpoint, error);
    }
    return new Dockerode({ ...options, version: `v${chooseVersion(version, this.endpoint.address)}` });
  }

  private async waitUntilBack(client: Dockerode, cause: unknown): Promise<void> {
    const ping = () =>
      (client as unknown as AbortableClient).ping({ abortSignal: limited(this.signal, PING_MS) }).then(
        () => true as const,
        () => undefined,
      );
    const options = { timeoutMs: BACK_MS, signal: this.signal, firstMs: 100, maxMs: 1000 };
    if (!(await until(ping, options))) throw new DaemonUnreachableError(this.endpoint, cause);
  }
}

/** The HTTP agent for an endpoint. It is not shared, so that {@link DockerDaemon.close} ends requests without an answer. */
function agentOf(endpoint: Endpoint): HttpAgent {
  if (endpoint.kind === "ssh") return new SshAgent(endpoint);
  if (endpoint.kind !== "tcp" || !endpoint.tls) return new HttpAgent({ keepAlive: true });
  return new HttpsAgent({
    ...endpoint.tls,
    rejectUnauthorized: endpoint.tls.ca !== undefined,
    keepAlive: true,
  });
}

/** Passes every option explicitly: dockerode would otherwise read DOCKER_HOST and related variables. */
function connectionOf(endpoint: Endpoint, agent: object): Dockerode.DockerOptions {
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
