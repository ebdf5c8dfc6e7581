import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { BINARY_MODULE } from "../../components/cluster/embedded/config";
import { BINARY, BINARY_BUILD } from "../../components/cluster/embedded/place";
import { benchmark } from "../../lib/firstStart/machineSpeed";
import { ensureBuilt } from "../../lib/goBinary/build";
import { ensureImage } from "../../runtime/images/build";
import { images, node } from "../../runtime/images/descriptions";
import { ensureRootFileSystem } from "../../runtime/images/rootFileSystem";

const root = resolve(__dirname, "..", "..");
/** Ticks of the clock of /proc per second. */
const TICKS = 100;

/** Processor seconds of this process and of its children that have ended, with theirs. */
function processorSeconds(): number {
  const fields = readFileSync("/proc/self/stat", "utf8")
    .replace(/^.*\) /, "")
    .split(" ");
  const times = fields.slice(11, 15).map(Number); // utime, stime, cutime, cstime
  return times.reduce((sum, ticks) => sum + ticks, 0) / TICKS;
}

interface Part {
  name: string;
  build: () => Promise<unknown>;
}

/** The parts of a first start in the order of `make up`. */
function parts(signal: AbortSignal): Part[] {
  const inRoot = (path: string) => resolve(root, path);
  const context = { resolve: inRoot, progress: () => {}, signal };
  return [
    {
      name: BINARY,
      build: () =>
        ensureBuilt({ directory: inRoot(BINARY_MODULE), package: ".", ...BINARY_BUILD }, () => {}, signal),
    },
    { name: `${node.name} (root file system)`, build: () => ensureRootFileSystem(node, context) },
    ...images.map((image) => ({ name: image.name, build: () => ensureImage(image, context) })),
  ];
}

/**
 * `make bench-first-start`: the processor seconds of each part of a first start, from empty caches. Go modules are downloaded
 * before. Arguments choose parts.
 */
async function main(chosen: readonly string[]): Promise<void> {
  const all = parts(new AbortController().signal);
  const unknown = chosen.filter((name) => !all.some((part) => part.name === name));
  if (unknown.length > 0)
    throw new Error(`found ${unknown.join(", ")}; expected ${all.map(({ name }) => name).join(", ")}`);
  const folder = mkdtempSync(join(tmpdir(), "meshstack-first-start-"));
  process.env.MESHSTACK_CACHE = join(folder, "cache");
  process.env.GOCACHE = join(folder, "go-build");
  try {
    console.log(`benchmark of lib/firstStart: ${benchmark().toFixed(4)} s`);
    for (const { name, build } of all.filter((part) => chosen.length === 0 || chosen.includes(part.name))) {
      const [before, start] = [processorSeconds(), performance.now()];
      await build();
      const [used, elapsed] = [processorSeconds() - before, (performance.now() - start) / 1000];
      console.log(`${name}: ${used.toFixed(0)} s of processor time in ${elapsed.toFixed(0)} s`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(`bench-first-start: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
