import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { startTestServer, type TestServer } from "../../test/support/testServer";

type Entry = Record<string, unknown>;

/** A service in its own process. */
class ServiceProcess {
  readonly entries: Entry[] = [];
  stderr = "";
  /** The exit code, or the terminating signal. */
  readonly ended: Promise<number | NodeJS.Signals>;
  readonly child: ChildProcess;

  constructor(args: string[], env: Record<string, string> = {}) {
    this.child = spawn(process.execPath, ["--import", "tsx", join(__dirname, "main.ts"), ...args], {
      cwd: __dirname,
      env: { PATH: process.env.PATH, LISTEN_ADDRESS: "127.0.0.1", ...env },
    });
    createInterface(this.child.stdout!).on("line", (line) => {
      this.entries.push(JSON.parse(line) as Entry);
      this.child.emit("entry");
    });
    this.child.stderr!.on("data", (chunk: Buffer) => (this.stderr += chunk.toString()));
    this.ended = once(this.child, "close").then(([code, signal]) => (code ?? signal) as number);
  }

  /** Waits for the first entry with a message. @throws when the process ends first */
  logs(message: string): Promise<Entry> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const entry = this.entries.find((candidate) => candidate.message === message);
        if (entry) resolve(entry);
      };
      this.child.on("entry", look);
      look();
      void this.ended.then((end) =>
        reject(new Error(`ended (${end}) without the message ${message}: ${this.stderr}`)),
      );
    });
  }

  async origin(): Promise<string> {
    return `http://127.0.0.1:${String((await this.logs("listening")).port)}`;
  }
}

const processes: ServiceProcess[] = [];
const start = (args: string[], env?: Record<string, string>): ServiceProcess => {
  const started = new ServiceProcess(args, env);
  processes.push(started);
  return started;
};
afterEach(async () => {
  for (const { child, ended } of processes.splice(0)) {
    child.kill("SIGKILL");
    await ended;
  }
});

describe("with a pending request", () => {
  let ratings: TestServer;
  /** Ratings' response, which the test sends. */
  let ratingsReply: Promise<ServerResponse>;
  beforeEach(async () => {
    let received: (reply: ServerResponse) => void;
    ratingsReply = new Promise((resolve) => (received = resolve));
    ratings = await startTestServer((_, reply) => received(reply));
  });
  afterEach(() => ratings.close());

  test("SIGTERM drains: 503 for probes, then no new connections, the pending response, and the end", async () => {
    const { hostname, port } = new URL(ratings.origin);
    const reviews = start(["reviews", "0"], {
      SERVICE_VERSION: "v2",
      RATINGS_HOSTNAME: hostname,
      RATINGS_SERVICE_PORT: port,
      DRAIN_SECONDS: "3600",
    });
    const origin = await reviews.origin();
    expect((await fetch(`${origin}/health`)).status).toBe(200);
    const begun = fetch(`${origin}/reviews/0`);
    const reply = await ratingsReply;

    reviews.child.kill("SIGTERM");
    await reviews.logs("draining");
    const health = await fetch(`${origin}/health`);
    expect([health.status, health.headers.get("connection")]).toEqual([503, "close"]);
    expect((await fetch(`${origin}/reviews/none`)).status).toBe(400);

    reviews.child.kill("SIGTERM"); // The second one ends the wait.
    await reviews.logs("closing");
    await expect(fetch(`${origin}/health`)).rejects.toThrow();
    reply.end(JSON.stringify({ id: 0, ratings: { Reviewer1: 2, Reviewer2: 3 } }));
    const answer = await begun;
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({
      reviews: [{ rating: { stars: 2, color: "black" } }, { rating: { stars: 3, color: "black" } }],
    });
    expect(await reviews.ended).toBe(0);
    expect(reviews.entries).toContainEqual(expect.objectContaining({ path: "/reviews/0", status: 200 }));
  });
});

test("SIGINT ends it at once, despite an open connection", async () => {
  const details = start(["details", "0"], { HOSTNAME: "details-v1-7", DRAIN_SECONDS: "3600" });
  const reply = await fetch(`${await details.origin()}/details/3`);
  expect(await reply.json()).toMatchObject({ id: 3, author: "William Shakespeare" });
  details.child.kill("SIGINT");
  expect(await details.ended).toBe(0);
  expect(details.entries).toContainEqual(
    expect.objectContaining({
      service: "details",
      version: "v1",
      pod: "details-v1-7",
      method: "GET",
      path: "/details/3",
      status: 200,
    }),
  );
});

test("reports invalid arguments and a port in use on one line, with exit code 1", async () => {
  const first = start(["ratings", "0"]);
  const { port } = await first.logs("listening");
  const cases: [args: string[], message: RegExp][] = [
    [["stars"], /^bookinfo: found "stars"; allowed: SERVICE \[PORT\].*\n$/],
    [
      ["ratings", String(port)],
      /^bookinfo: cannot listen on 127\.0\.0\.1, port \d+: the port is taken; .*\n$/,
    ],
  ];
  for (const [args, message] of cases) {
    const wrong = start(args);
    expect(await wrong.ended).toBe(1);
    expect(wrong.stderr).toMatch(message);
  }
});
