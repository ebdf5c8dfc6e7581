import { until } from "../../lib/until";
import type { TestMesh } from "./testMesh";

/** The range of the graph's rates, in milliseconds. */
const WINDOW = 30_000;

/**
 * Calls the services of a mesh in rounds: four calls of reviews over mutual TLS, of which one fails, two of reviews from
 * outside the mesh, and one of an external host.
 */
export class MeshLoad {
  private readonly rounds: number[] = [];
  private stopped = false;
  private running!: Promise<void>;

  private constructor(private readonly mesh: TestMesh) {}

  static start(mesh: TestMesh): MeshLoad {
    const load = new MeshLoad(mesh);
    load.running = load.run();
    return load;
  }

  private async run(): Promise<void> {
    const { application, ports } = this.mesh;
    while (!this.stopped) {
      const calls = [
        ports.reviews,
        ports.reviews,
        ports.reviews,
        ports.inbound,
        ports.inbound,
        ports.external,
      ];
      for (const port of calls) await this.mesh.request(port);
      application.status = 503;
      await this.mesh.request(ports.reviews);
      application.status = 200;
      this.rounds.push(Date.now());
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }

  /** The rounds per second in the range of the graph's rates. */
  rate(): number {
    const since = Date.now() - WINDOW;
    return this.rounds.filter((time) => time > since).length / (WINDOW / 1000);
  }

  /** Waits for a condition while the load runs. @throws after a minute and a half */
  async until(what: string, condition: () => Promise<boolean>): Promise<void> {
    const done = await until(async () => (await condition()) || undefined, { timeoutMs: 90_000 });
    if (done === undefined) throw new Error(`waited for ${what} at ${this.rate()} rounds per second`);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.running;
  }
}
