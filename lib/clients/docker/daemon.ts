import Dockerode from "dockerode";
import { Agent as HttpsAgent } from "node:https";
import type { DaemonConfig } from "./config";
import { until } from "../../until";
import { isConnectionLost } from "./apiError";
import { DaemonUnreachableError } from "./connectionError";
import { endpointOf, type Endpoint } from "./endpoint";
import { SshAgent } from "./sshConnection";
import { chooseVersion } from "./version";

/** The first answer must come within it. */
const FIRST_ANSWER_MS = 35_000;
/** A Docker daemon that answered and is gone may take so long to be back: a restart waits for its containers to stop. */
const BACK_MS = 90_000;
const ATTEMPTS = 4;

/** A Docker daemon: connected to when it is first asked, and asked again when it is restarted meanwhile. */
export class DockerDaemon {
  private connected: Promise<Dockerode> | undefined;
  private answered = false;
  private agent: SshAgent | HttpsAgent | undefined;

  private constructor(
    readonly endpoint: Endpoint,
    private readonly signal: AbortSignal,
  ) {}

  /** @throws when the configuration names no daemon that can be asked */
  static of(config: DaemonConfig, signal: AbortSignal): DockerDaemon {
    return new DockerDaemon(endpointOf(config), signal);
  }

  /**
   * Asks the daemon. Where it goes away meanwhile (it is restarted) this waits until it is back and asks once more, so
   * that the operation must allow to be done twice.
   * @param operation gets the number of the attempt, from 0
   * @throws DaemonUnreachableError when it does not answer, or is not back in time
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

  /** Takes back what a failed operation has left, as far as the daemon answers; also after a cancellation. */
  async cleanUp(operation: (client: Dockerode) => Promise<unknown>): Promise<void> {
    await this.connected?.then(operation).catch(() => undefined);
  }

  /** Lets go of its connections. */
  close(): void {
    this.agent?.destroy();
  }

  private async client(): Promise<Dockerode> {
    this.connected ??= this.connect();
    try {
      return await this.connected;
    } catch (error) {
      this.connected = undefined; // the next one tries again
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

/** What makes the connections, where it is not a plain one. */
function agentOf(endpoint: Endpoint): SshAgent | HttpsAgent | undefined {
  if (endpoint.kind === "ssh") return new SshAgent(endpoint);
  if (endpoint.kind !== "tcp" || !endpoint.tls) return undefined;
  return new HttpsAgent({
    ...endpoint.tls,
    rejectUnauthorized: endpoint.tls.ca !== undefined,
    keepAlive: true,
  });
}

/** What is given here comes before DOCKER_HOST and its like, which dockerode reads by itself. */
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

/** As `client.version()`, which cannot be given up. */
const versionOf = (client: Dockerode, abortSignal: AbortSignal): Promise<DockerVersion> =>
  new Promise((resolve, reject) => {
    const request = { path: "/version", method: "GET", abortSignal, statusCodes: { 200: true } };
    client.modem.dial(request, (error, answer) => (error ? reject(error) : resolve(answer as DockerVersion)));
  });
