import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { imagesFolder } from "../../runtime/images/context";
import { fetchDebian } from "../../runtime/images/fetch/apt";
import { run } from "../../lib/run";
import { ensureCached } from "../../lib/cache";
import { until } from "../../lib/until";
import { freePort } from "../kubernetes/cluster";
import { cleanUpAfter, stopAndDelete } from "../support/cleanUpAfter";

/** A user of {@link TestRegistry}. */
export const USER = { username: "test", password: "wordpass" };
/** The user as htpasswd stores it (bcrypt). */
const HTPASSWD = "test:$2b$05$s5ORTg8FlUu1gLSCqpgDc.AhDzgmFYlZpkbfPgwswncI8t90npxoe\n";

/** An image registry for a test: Debian's docker-registry on 127.0.0.1, with a password. */
export class TestRegistry {
  private constructor(
    /** `127.0.0.1:PORT`, the prefix of image names. */
    readonly address: string,
    private readonly folder: string,
    private readonly process: ChildProcess,
    private readonly cleanedUp: () => void,
  ) {}

  static async start(): Promise<TestRegistry> {
    const program = await registryProgram();
    const folder = mkdtempSync(join(tmpdir(), "meshstack-registry-"));
    const address = `127.0.0.1:${await freePort()}`;
    const htpasswd = join(folder, "htpasswd");
    writeFileSync(htpasswd, HTPASSWD, { mode: 0o600 });
    const config = {
      version: 0.1,
      storage: { filesystem: { rootdirectory: join(folder, "data") } },
      http: { addr: address },
      auth: { htpasswd: { realm: "test", path: htpasswd } },
    };
    const file = join(folder, "config.yml"); // YAML includes JSON
    writeFileSync(file, JSON.stringify(config));
    const child = spawn(program, ["serve", file], { stdio: "ignore" });
    const cleanedUp = cleanUpAfter(stopAndDelete(child.pid!, folder));
    const registry = new TestRegistry(address, folder, child, cleanedUp);
    const answers = () =>
      fetch(`http://${address}/v2/`).then(
        () => true as const,
        () => undefined,
      );
    if (await until(answers, { timeoutMs: 20_000 })) return registry;
    await registry.stop();
    throw new Error("the registry does not answer");
  }

  async stop(): Promise<void> {
    this.process.kill("SIGKILL");
    await until(() => this.process.exitCode ?? this.process.signalCode ?? undefined, { timeoutMs: 10_000 });
    rmSync(this.folder, { recursive: true, force: true });
    this.cleanedUp();
  }
}

/** The program from Debian's package, in the image cache. */
async function registryProgram(): Promise<string> {
  const entry = { cache: imagesFolder(), name: "test-registry", key: "1", file: "docker-registry", kept: 1 };
  const progress = () => undefined;
  const { signal } = new AbortController();
  return ensureCached(entry, progress, signal, async (folder) => {
    const scratch = join(folder, "scratch");
    const downloads = join(imagesFolder(), "downloads");
    for (const path of [scratch, downloads]) mkdirSync(path, { recursive: true });
    const fetching = { downloads, scratch, progress, signal };
    const request = { packages: ["docker-registry"], installed: [], without: [] };
    const fetched = await fetchDebian(request, fetching);
    const { deb } = fetched.find((one) => one.package.name === "docker-registry")!;
    await run("dpkg-deb", ["--extract", deb, scratch], fetching);
    await run("mv", [join(scratch, "usr/bin/docker-registry"), join(folder, entry.file)], fetching);
    rmSync(scratch, { recursive: true });
  });
}
