import { createTestPki } from "../support/testPki";
import { FakeRancher, type FakeOptions } from "./fake/server";
import { type AgentOptions, heartbeat, register } from "./fake/agent";

let tls: Promise<{ cert: string; key: string }> | undefined;

/** A certificate for the fake, which cannot be verified, like that of Rancher's port 8080. */
export const fakeTls = (): Promise<{ cert: string; key: string }> =>
  (tls ??= createTestPki().then((pki) => ({
    cert: pki["apiserver.crt"]!,
    key: pki["apiserver.key"]!,
  })));

/** A fake with agents in this process. */
export class TestRancher {
  private readonly agents = new AbortController();
  private readonly beats: Promise<void>[] = [];

  private constructor(
    readonly fake: FakeRancher,
    private readonly options: FakeOptions,
  ) {}

  static async start(options: Partial<FakeOptions> = {}): Promise<TestRancher> {
    const all = { tls: await fakeTls(), ...options };
    return new TestRancher(await new FakeRancher(all).start(), all);
  }

  get url(): string {
    return `http://127.0.0.1:${this.fake.port}`;
  }

  /** The administrator's connection. */
  get admin() {
    return { url: this.url, username: "admin", password: "s3cret-pass", unavailableSeconds: 10 };
  }

  /** Registers a host, and lets its agent report until the fake stops or `signal` is aborted. */
  async addHost(registrationUrl: string, options: AgentOptions, signal?: AbortSignal): Promise<void> {
    const registered = await register(registrationUrl, options);
    const until = signal === undefined ? this.agents.signal : AbortSignal.any([signal, this.agents.signal]);
    this.beats.push(heartbeat(registered, options, until).catch(() => undefined));
  }

  /** A server with the same database on the same port, as after a restart of its container. */
  async startAgain(): Promise<TestRancher> {
    const { port } = this.fake;
    await this.fake.stop();
    return new TestRancher(await new FakeRancher({ ...this.options, port }).start(), {
      ...this.options,
      port,
    });
  }

  async stop(): Promise<void> {
    this.agents.abort();
    await this.fake.stop();
    await Promise.all(this.beats);
  }
}
