import { spawn } from "node:child_process";
import { createWriteStream, existsSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { finished } from "node:stream/promises";
import { binaryCache, type CacheEntry, ensureCached, fileOf, folderOf, type Progress } from "../cache";
import { goCost, rankOf } from "../firstStart/costs";
import { firstStart } from "../firstStart/workLeft";
import { describeLog } from "../logFile";
import { oneAtATime } from "../oneAtATime";
import { run } from "../run";
import { type BuildOptions, keyOf } from "./key";
import { copyPrebuilt, findPrebuilt, type Prebuilt } from "./prebuilt";
import { findToolchain, goEnvironment } from "./toolchain";

export interface GoBinaryOptions extends Omit<BuildOptions, "ldflags"> {
  /** A file with text for the linker, relative to the module's folder. */
  ldflagsFile?: string;
}

export interface Built {
  key: string;
  /** Absolute path of the binary. */
  path: string;
  build: BuildOptions;
}

/**
 * The key and path of a binary, which can be missing from the cache. A prebuilt one needs no Go.
 * @param reject reports why an installed prebuilt binary is not used
 * @throws when go, the module or a file is missing
 */
export async function locate(
  options: GoBinaryOptions,
  reject?: (reason: string) => void,
): Promise<Built & { prebuilt?: Prebuilt }> {
  const { ldflagsFile, ...rest } = options;
  const { directory, name } = rest;
  if (!existsSync(join(directory, "go.mod"))) {
    throw new Error(`${directory} is not a Go module: it contains no go.mod`);
  }
  const ldflags = ldflagsFile === undefined ? "" : readLdflags(join(directory, ldflagsFile));
  const build: BuildOptions = { ...rest, ldflags };
  const prebuilt = findPrebuilt(build, reject);
  const key = prebuilt?.key ?? keyOf(await findToolchain(directory), build);
  return { build, key, path: fileOf(entryOf(name, key)), ...(prebuilt && { prebuilt }) };
}

const entryOf = (name: string, key: string): CacheEntry => ({
  cache: binaryCache(),
  name,
  key,
  file: name,
});

function readLdflags(path: string): string {
  try {
    return readFileSync(path, "utf8").split(/\s+/).filter(Boolean).join(" ");
  } catch (error) {
    throw new Error(`cannot read the linker's flags: ${(error as Error).message}`);
  }
}

/**
 * Copies the binary from the prebuilt package or builds it, unless the cache contains it. Concurrent calls, also of other
 * processes, build it once.
 * @throws when the toolchain is missing or too old, or the build fails; the error contains the log's path and last lines
 */
export async function ensureBuilt(
  options: GoBinaryOptions,
  progress: Progress,
  signal: AbortSignal,
): Promise<Built> {
  const { build, key, path, prebuilt } = await locate(options, progress);
  const entry = entryOf(build.name, key);
  const log = `${folderOf(entry)}.log`;
  await ensureCached(entry, progress, signal, async (folder) => {
    if (prebuilt) return copyPrebuilt(prebuilt, join(folder, build.name), signal);
    firstStart.expect(build.name);
    await inTurn(build.name, (sharedCompiled) =>
      compile(build, folder, log, progress, signal, sharedCompiled),
    );
    firstStart.record(build.name, 1);
  });
  return { key, path, build };
}

/**
 * Runs one build after another: parallel ones would each compile the packages that they share, such as Go's own. The next one
 * starts when the previous one has compiled those, because its last packages and the linker occupy one core only.
 */
async function inTurn(name: string, build: (sharedCompiled: () => void) => Promise<void>): Promise<void> {
  let building: Promise<void> | undefined;
  const turn = () =>
    new Promise<void>((resolve, reject) => {
      building = build(resolve);
      building.then(resolve, reject);
    });
  await oneAtATime("go build", turn, rankOf(name));
  await building;
}

/** Programs with more packages have a tail: the packages that only they contain. */
const LARGE = 100;
const TAIL = 20;
const inTail = (compiled: number, total: number): boolean => total > LARGE && compiled >= total - TAIL;

async function compile(
  build: BuildOptions,
  folder: string,
  log: string,
  progress: Progress,
  signal: AbortSignal,
  sharedCompiled: () => void,
): Promise<void> {
  signal.throwIfAborted();
  progress(`building ${build.name}`);
  const total = await countPackages(build, signal);
  if (total !== undefined) firstStart.limit(build.name, goCost(total));
  // At most a hundred messages, so that a log stays readable.
  let shown = 0;
  await goBuild(build, join(folder, build.name), log, signal, (count) => {
    const expected = total ?? 2500;
    if (inTail(count, expected)) sharedCompiled();
    const percent = Math.ceil((count * 100) / expected);
    if (percent === shown) return;
    shown = percent;
    firstStart.record(build.name, (goCost(count) - goCost(0)) / goCost(expected));
    progress(
      `building ${build.name}: ${count} packages compiled, of at most ${total ?? "?"}${firstStart.note}`,
    );
  });
  rmSync(log, { force: true });
}

/** Go's reason for a program whose packages are all in its build cache. */
const CACHED = "not installed but available in build cache";

/** The number of packages to compile; undefined when go does not report it. */
async function countPackages(build: BuildOptions, signal: AbortSignal): Promise<number | undefined> {
  const format = "{{if .Stale}}{{.StaleReason}}{{end}}";
  const args = ["list", "-deps", "-f", format, ...compileFlagsOf(build), build.package];
  try {
    const output = await run("go", args, { signal, cwd: build.directory, env: goEnvironment() });
    return output.split("\n").filter((reason) => reason !== "" && reason !== CACHED).length;
  } catch {
    signal.throwIfAborted();
    return undefined; // The build reports the error.
  }
}

/** The flags that decide what is compiled. Modules that share packages have equal ones. */
const compileFlagsOf = (build: BuildOptions): string[] => ["-trimpath", "-buildvcs=false", ...tagsOf(build)];

const tagsOf = ({ tags = [] }: BuildOptions): string[] => (tags.length > 0 ? ["-tags", tags.join(",")] : []);

async function goBuild(
  build: BuildOptions,
  output: string,
  log: string,
  signal: AbortSignal,
  compiled: (count: number) => void,
): Promise<void> {
  const flags = ["-v", ...compileFlagsOf(build), "-ldflags", build.ldflags];
  const child = spawn("go", ["build", ...flags, "-o", output, build.package], {
    cwd: build.directory,
    env: goEnvironment(),
    stdio: ["ignore", "pipe", "pipe"],
    signal,
  });
  const file = createWriteStream(log, { mode: 0o600 });
  let unwritable: Error | undefined;
  file.once("error", (error) => {
    unwritable = error;
    child.kill();
  });
  child.stdout.pipe(file, { end: false });
  let count = 0;
  const lines = createInterface({ input: child.stderr });
  lines.on("line", (line) => {
    file.write(`${line}\n`);
    // -v prints the import path of each compiled package; lines with errors contain spaces.
    if (/^[\w.\-/~]+$/.test(line)) compiled(++count);
  });
  const failure = await new Promise<string | undefined>((resolve) => {
    let problem: string | undefined;
    child.once("error", ({ message }) => (problem = message));
    // A cancellation is an error before go has ended, and go still writes then.
    child.once("close", (code, killed) =>
      resolve(
        problem ?? (code === 0 ? undefined : code === null ? `ended by ${killed}` : `exit code ${code}`),
      ),
    );
  });
  await finished(file.end()).catch(() => undefined);
  signal.throwIfAborted();
  if (unwritable) throw unwritable;
  if (failure === undefined && statSync(output, { throwIfNoEntry: false })?.isFile()) return;
  throw new Error(
    `go build of ${build.name} in ${build.directory} failed (${failure ?? "it wrote no binary"}). ${describeLog(log)}`,
  );
}
