import { createClusterPki } from "../../runtime/providers/machine/pki/clusterPki";
import { RancherStub, type StubOptions } from "./stub/server";
import { type AgentOptions, heartbeat, register } from "./stub/agent";

let tls: Promise<{ cert: string; key: string }> | undefined;

/** A certificate for the stub, which cannot be verified, like that of Rancher's port 8080. */
export const stubTls = (): Promise<{ cert: string; key: string }> =>
  (tls ??= createClusterPki({ hosts: [], serviceIPs: [] }).then((pki) => ({
    cert: pki["apiserver.crt"]!,
    key: pki["apiserver.key"]!,
  })));

/** A stub with agents in this process. */
export class TestRancher {
  private readonly agents = new AbortController();
  private readonly beats: Promise<void>[] = [];

  private constructor(
    readonly stub: RancherStub,
    private readonly options: StubOptions,
  ) {}

  static async start(options: Partial<StubOptions> = {}): Promise<TestRancher> {
    const all = { tls: await stubTls(), ...options };
    return new TestRancher(await new RancherStub(all).start(), all);
  }

  get url(): string {
    return `http://127.0.0.1:${this.stub.port}`;
  }

  /** The administrator's connection. */
  get admin() {
    return { url: this.url, username: "admin", password: "s3cret-pass", unavailableSeconds: 10 };
  }

  /** Registers a host, and lets its agent report until the stub stops or `signal` is aborted. */
  async addHost(registrationUrl: string, options: AgentOptions, signal?: AbortSignal): Promise<void> {
    const registered = await register(registrationUrl, options);
    const until = signal === undefined ? this.agents.signal : AbortSignal.any([signal, this.agents.signal]);
    this.beats.push(heartbeat(registered, options, until).catch(() => undefined));
  }

  /** A server with the same database on the same port, as after a restart of its container. */
  async startAgain(): Promise<TestRancher> {
    const { port } = this.stub;
    await this.stub.stop();
    return new TestRancher(await new RancherStub({ ...this.options, port }).start(), {
      ...this.options,
      port,
    });
  }

  async stop(): Promise<void> {
    this.agents.abort();
    await this.stub.stop();
    await Promise.all(this.beats);
  }
}
