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
import { secondsOf } from "./measure";
import { chosenOf, start } from "./runner";

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

/** The parts of a first start in the order of `make up`. */
function parts(signal: AbortSignal): Record<string, () => Promise<unknown>> {
  const inRoot = (path: string) => resolve(root, path);
  const context = { resolve: inRoot, progress: () => {}, signal };
  const binary = { directory: inRoot(BINARY_MODULE), package: ".", ...BINARY_BUILD };
  return {
    [BINARY]: () => ensureBuilt(binary, () => {}, signal),
    [`${node.name} (root file system)`]: () => ensureRootFileSystem(node, context),
    ...Object.fromEntries(images.map((image) => [image.name, () => ensureImage(image, context)])),
  };
}

/**
 * `make bench-first-start`: the processor seconds of each part of a first start, from empty caches. Go modules are downloaded
 * before. Arguments choose parts.
 */
start("bench-first-start", async () => {
  const chosen = chosenOf(parts(new AbortController().signal));
  const folder = mkdtempSync(join(tmpdir(), "meshstack-first-start-"));
  process.env.MESHSTACK_CACHE = join(folder, "cache");
  process.env.GOCACHE = join(folder, "go-build");
  try {
    console.log(`benchmark of lib/firstStart: ${benchmark().toFixed(4)} s`);
    for (const [name, build] of chosen) {
      const before = processorSeconds();
      const elapsed = await secondsOf(build);
      const used = processorSeconds() - before;
      console.log(`${name}: ${used.toFixed(0)} s of processor time in ${elapsed.toFixed(0)} s`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
