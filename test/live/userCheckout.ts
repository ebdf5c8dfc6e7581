import { execFile, execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { parse, stringify } from "yaml";
import { cacheHome } from "../../lib/paths";
import { ensureBuilt } from "../../lib/goBinary/build";
import { textOrEmpty } from "../../lib/fileProblem";
import { type IdRange, rangesOf } from "../../lib/subordinateIds";
import { until } from "../../lib/until";
import { ensureImage } from "../../runtime/images/build";
import { node } from "../../runtime/images/descriptions";
import { ensureRootFileSystem } from "../../runtime/images/rootFileSystem";
import { builtImages } from "../../stacks/builtImages";
import { readStackFile } from "../../tools/stackFile";
import type { Result, StackSettings } from "../e2e/checkout";
import { processesOf } from "./host";

const root = join(__dirname, "..", "..");
/** Not part of a checkout's copy; the npm packages are linked. */
const SKIPPED = [".git", ".cache", "node_modules"];

/**
 * A user without rights, with subordinate ids, an empty home, a copy of the checkout, and a copy of the built programs
 * and images. Requires root.
 */
export class UserCheckout {
  readonly home: string;
  readonly uid: number;
  private readonly gid: number;
  private readonly running = new Set<Promise<Result>>();

  private constructor(
    readonly name: string,
    private readonly folder: string,
    readonly dir: string,
  ) {
    this.home = join(folder, "home");
    const id = (option: string) => Number(execFileSync("id", [option, name], { encoding: "utf8" }));
    [this.uid, this.gid] = [id("-u"), id("-g")];
  }

  /** @param label distinguishes the users of one test */
  static async create(label = ""): Promise<UserCheckout> {
    const name = `meshstack-${process.pid}${label}`;
    const folder = mkdtempSync(join(tmpdir(), "meshstack-"));
    const home = join(folder, "home");
    execFileSync("useradd", ["--no-create-home", "--home-dir", home, "--user-group", name]);
    // A path with spaces and letters that are not ASCII.
    const checkout = new UserCheckout(name, folder, join(folder, "Mesh für alle"));
    for (const directory of [home, checkout.cache]) mkdirSync(directory);
    for (const path of await built()) {
      const place = join(checkout.cache, "meshstack", relative(cacheHome(), dirname(path)));
      mkdirSync(place, { recursive: true });
      copy([path], place);
    }
    checkout.own(folder);
    checkout.copySources();
    return checkout;
  }

  /** Another checkout of the same user. */
  another(name: string): UserCheckout {
    const checkout = new UserCheckout(this.name, this.folder, join(this.folder, name));
    checkout.copySources();
    return checkout;
  }

  private copySources(): void {
    mkdirSync(this.dir);
    const sources = readdirSync(root).filter((name) => !SKIPPED.includes(name));
    copy(
      sources.map((name) => join(root, name)),
      this.dir,
    );
    const stackFile = join(this.dir, "stacks/Pulumi.live.yaml");
    // The user has another passphrase, for which this salt is wrong.
    writeFileSync(stackFile, readFileSync(stackFile, "utf8").replace(/^encryptionsalt:.*\n/m, ""));
    this.own(this.dir);
    linkOrCopy(join(root, "node_modules"), this.dir);
    // A new marker, so that make does not install the packages again.
    const installed = join(this.dir, "node_modules/.installed");
    rmSync(installed, { force: true });
    writeFileSync(installed, "");
  }

  private own(path: string): void {
    execFileSync("chown", ["-R", `${this.uid}:${this.gid}`, path]);
  }

  /** Changes the `config` of a stack file, or creates one as a changed copy of another. */
  configure(stack: string, change: (config: StackSettings) => void, from = stack): void {
    const path = (name: string) => join(this.dir, "stacks", `Pulumi.${name}.yaml`);
    const file = parse(readFileSync(path(from), "utf8")) as { config: StackSettings };
    change(file.config);
    writeFileSync(path(stack), stringify(file));
    this.own(path(stack));
  }

  private get cache(): string {
    return join(this.folder, "cache");
  }

  /** The user's ranges; useradd assigns the same ones to users and groups. */
  subordinates(): IdRange[] {
    return rangesOf(textOrEmpty("/etc/subuid"), [this.name]);
  }

  /** True for the user's own id and the subordinate ones. */
  readonly owns = (uid: number): boolean => {
    return (
      uid === this.uid || this.subordinates().some(({ first, count }) => uid >= first && uid < first + count)
    );
  };

  /** Runs a command as the user to its end. @throws with its output when its exit code is not an expected one */
  async run(
    command: string,
    args: string[],
    fine: number[] = [0],
    env: NodeJS.ProcessEnv = {},
  ): Promise<Result> {
    const options = {
      cwd: this.dir,
      uid: this.uid,
      gid: this.gid,
      maxBuffer: 64 << 20,
      env: {
        HOME: this.home,
        USER: this.name,
        PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
        LANG: "C.UTF-8",
        MESHSTACK_CACHE: this.cache,
        // Part of a build's key.
        GOFLAGS: execFileSync("go", ["env", "GOFLAGS"], { encoding: "utf8" }).trim(),
        GOTOOLCHAIN: "local",
        ...env,
      },
    };
    const ended = new Promise<Result>((resolve) => {
      execFile(command, args, options, (error, stdout, stderr) =>
        resolve({ code: error ? ((error.code as number | undefined) ?? -1) : 0, stdout, stderr }),
      );
    });
    this.running.add(ended);
    const result = await ended.finally(() => this.running.delete(ended));
    if (fine.includes(result.code)) return result;
    const output = `${result.stdout}\n${result.stderr}`;
    throw new Error(`${command} ${args.join(" ")} ended with ${result.code}\n${output}`);
  }

  make(target: string, fine = [0], env: NodeJS.ProcessEnv = {}, stack = "live"): Promise<Result> {
    return this.run("make", ["-s", target, `STACK=${stack}`], fine, env);
  }

  /** Waits until no process of the user runs: a child of a command can end after it. */
  async idle(): Promise<void> {
    await until(() => (processesOf(this.owns).length === 0 ? true : undefined), { timeoutMs: 30_000 });
  }

  /** Runs Pulumi's command line as `make` does. */
  pulumi(...args: string[]): Promise<Result> {
    return this.run("tools/pulumi", args);
  }

  /** The file of a stack's state. */
  stateFile(stack: string): string {
    return join(this.home, ".pulumi", "stacks", "meshstack", `${stack}.json`);
  }

  /** Waits for running commands, destroys stacks, and deletes the user with all files. */
  async remove(...stacks: string[]): Promise<void> {
    await Promise.all(this.running);
    for (const stack of stacks) await this.make("destroy", [0, 2], {}, stack);
    await this.idle();
    execFileSync("userdel", [this.name]);
    for (const folder of [this.folder, join(tmpdir(), `tsx-${this.uid}`)])
      rmSync(folder, { recursive: true, force: true });
  }
}

/** Copies files and folders into a folder. */
const copy = (sources: readonly string[], folder: string): void => {
  execFileSync("cp", ["--archive", "--reflink=auto", ...sources, folder]);
};

/** Adds a folder by hard links, which keep the owner; copies it from another file system. */
function linkOrCopy(source: string, folder: string): void {
  try {
    execFileSync("cp", ["--archive", "--link", source, folder], { stdio: "ignore" });
  } catch {
    copy([source], folder);
  }
}

/** The folders in the cache of what stack live builds; built if necessary. */
async function built(): Promise<string[]> {
  const context = {
    resolve: (path: string) => join(root, path),
    progress: () => {},
    signal: new AbortController().signal,
  };
  const paths: string[] = [];
  for (const description of Object.values(builtImages(readStackFile("live")))) {
    paths.push((await ensureImage(description as Parameters<typeof ensureImage>[0], context)).archive);
  }
  paths.push((await ensureRootFileSystem(node, context)).path);
  const binary = {
    directory: "runtime/kubernetes",
    name: "meshstack-kubernetes",
    ldflagsFile: "ldflags.txt",
  };
  const options = { ...binary, package: ".", directory: context.resolve(binary.directory) };
  paths.push((await ensureBuilt(options, context.progress, context.signal)).path);
  return paths.map((path) => dirname(path));
}
