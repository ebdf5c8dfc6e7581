import { existsSync, readFileSync } from "node:fs";
import { copyFile, link, mkdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { atomicWrite } from "../../../lib/atomicWrite";
import { ManifestError } from "../../../lib/manifests/manifestError";
import { readPulumiYaml } from "../../../lib/manifests/readManifests";
import { backendFolder, backendUrl } from "../../../lib/pulumiBackend";
import { unixNanoseconds } from "../workspace/timestamp";
import { ExitCode, messageOf, UserError } from "../workspace/userError";
import { type Checkpoint, parseCheckpoint } from "./checkpoint";
import { historyText, type UpdateInfo } from "./history";
import { attributesPath, attributesText, Layout, namesIn } from "./layout";
import { acquireLock, type HeldLock, type LockPlace, removeLocks } from "./locks";
import type { StackReference } from "./stackReference";

/** The layout version in `meta.yaml`: each project has a folder for its stacks. */
const LAYOUT_VERSION = 1;

/** Stores states in the official CLI's `file://` layout, so that both engines can take turns on a stack. */
export class FileBackend {
  readonly layout: Layout;
  /** See {@link LockPlace.takeOver}. */
  takeOverLocks: ((notice: string) => void) | undefined;

  private constructor(
    /** Absolute path of the folder with `.pulumi`. */
    readonly root: string,
  ) {
    this.layout = new Layout(root);
  }

  /**
   * Opens the backend of `PULUMI_BACKEND_URL`, else of `pulumi login`, else `file://~` (where the official CLI asks the
   * user to log in).
   * @throws the errors of {@link open}
   */
  static fromEnvironment(env: NodeJS.ProcessEnv, cwd: string): FileBackend {
    let url: string;
    try {
      url = backendUrl(env);
    } catch (error) {
      throw new UserError(messageOf(error));
    }
    return FileBackend.open(url, cwd);
  }

  /**
   * Opens the backend of a URL: `file://FOLDER`, relative to `cwd`, with `~` for the home folder.
   * @throws UserError for any other URL, or a folder with another layout
   */
  static open(url: string, cwd: string): FileBackend {
    const folder = backendFolder(url, cwd);
    if (folder === undefined)
      throw new UserError(
        `the embedded engine does not support the backend ${url}; expected file://FOLDER. Set PULUMI_BACKEND_URL to file://FOLDER ` +
          "(or file://~), or use the official CLI",
      );
    const backend = new FileBackend(folder);
    backend.checkLayout();
    return backend;
  }

  /** The URL of a path, as the official CLI prints it in messages. */
  urlOf(path: string): string {
    return `file://${path.split("/").map(encodeURIComponent).join("/")}?no_tmp_dir=true`;
  }

  exists(reference: StackReference): boolean {
    if (existsSync(this.layout.state(reference))) return true;
    for (const extension of [".gz", ".zst"]) {
      const file = this.layout.state(reference) + extension;
      if (existsSync(file))
        throw new UserError(
          `${file}: the embedded engine does not support compressed states; let the official CLI write it uncompressed ` +
            "(PULUMI_DIY_BACKEND_GZIP=false)",
        );
    }
    return false;
  }

  /** All stacks, or those of one project, sorted by name. */
  async list(project?: string): Promise<StackReference[]> {
    const projects = project === undefined ? await namesIn(this.layout.stacks) : [project];
    const result: StackReference[] = [];
    for (const each of projects) {
      for (const file of await namesIn(join(this.layout.stacks, each)))
        if (file.endsWith(".json") && !file.startsWith("."))
          result.push({ project: each, stack: file.slice(0, -5) });
    }
    return result.sort((a, b) => (a.stack < b.stack ? -1 : a.stack > b.stack ? 1 : 0));
  }

  /**
   * Reads a stack's state.
   * @throws UserError when the stack does not exist (exit code 6) or its file is invalid
   */
  async read(reference: StackReference): Promise<Checkpoint> {
    const file = this.layout.state(reference);
    let text: string;
    try {
      text = await readFile(file, "utf8");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") throw stackNotFound(reference.stack);
      throw error;
    }
    return parseCheckpoint(text, file);
  }

  /**
   * Writes a stack's state and keeps the previous one as `.bak`. The caller holds the lock.
   * @param attributes also writes the attributes file; an update writes that only once, at its end
   */
  async write(reference: StackReference, content: Buffer, attributes = true): Promise<void> {
    await this.writeMeta();
    const file = this.layout.state(reference);
    await keepBackup(file);
    await atomicWrite(file, content);
    if (attributes) await this.writeAttributes(file, content);
  }

  /** Writes the attributes file of a stack's current state. */
  async finishWriting(reference: StackReference): Promise<void> {
    const file = this.layout.state(reference);
    if (existsSync(file)) await this.writeAttributes(file, await readFile(file));
  }

  /** Removes a stack and its history, and keeps the state as `.bak`. The caller holds the lock. */
  async remove(reference: StackReference): Promise<void> {
    const file = this.layout.state(reference);
    const content = await readFile(file);
    await rename(file, `${file}.bak`);
    await this.writeAttributes(`${file}.bak`, content);
    await rm(attributesPath(file), { force: true });
    for (const name of await namesIn(this.layout.historyDir(reference)))
      await rm(join(this.layout.historyDir(reference), name), { force: true });
  }

  /** Adds an update and the resulting state to the history, and a copy of that state to the backups. */
  async addToHistory(reference: StackReference, info: UpdateInfo): Promise<void> {
    const now = unixNanoseconds();
    const state = this.layout.state(reference);
    const content = await readFile(state);
    const entry = this.layout.history(reference, now, "history");
    const text = historyText(info);
    await atomicWrite(entry, text);
    await this.writeAttributes(entry, text);
    await this.copyWithAttributes(state, content, this.layout.history(reference, now, "checkpoint"));
    await this.copyWithAttributes(state, content, this.layout.backup(reference, now));
  }

  /**
   * The past updates, newest first.
   * @throws UserError with the path of an invalid file
   */
  async history(reference: StackReference): Promise<UpdateInfo[]> {
    const directory = this.layout.historyDir(reference);
    const files = (await namesIn(directory))
      .filter((name) => name.endsWith(".history.json"))
      .sort()
      .reverse();
    const updates: UpdateInfo[] = [];
    // One after the other, because the number of open files is limited.
    for (const name of files) {
      try {
        updates.push(JSON.parse(await readFile(join(directory, name), "utf8")) as UpdateInfo);
      } catch (error) {
        throw new UserError(`reading history file ${join(directory, name)}: ${messageOf(error)}`);
      }
    }
    return updates;
  }

  /**
   * Acquires the stack's lock.
   * @throws UserError with the owners of other locks
   */
  async lock(reference: StackReference): Promise<HeldLock> {
    await this.writeMeta();
    return acquireLock(this.lockPlace(reference));
  }

  /** Removes all locks of the stack and returns their number. */
  cancel(reference: StackReference): Promise<number> {
    return removeLocks(this.lockPlace(reference));
  }

  private lockPlace(reference: StackReference): LockPlace {
    const directory = this.layout.lockDir(reference);
    return {
      directory,
      scratch: this.layout.base,
      url: (name) => this.urlOf(join(directory, name)),
      takeOver: this.takeOverLocks,
    };
  }

  private async writeMeta(): Promise<void> {
    if (existsSync(this.layout.meta)) return;
    const text = `version: ${LAYOUT_VERSION}\n`;
    await atomicWrite(this.layout.meta, text, { shared: true });
    await this.writeAttributes(this.layout.meta, text);
  }

  private checkLayout(): void {
    if (!existsSync(this.layout.meta)) return;
    const meta = readMeta(this.layout.meta);
    if (meta?.version !== LAYOUT_VERSION)
      throw new UserError(
        `state store unsupported: ${this.layout.meta}: version ${JSON.stringify(meta?.version)} is not supported by this ` +
          `engine, ${LAYOUT_VERSION} is (an older one: run \`pulumi state upgrade\` with the official CLI)`,
      );
  }

  private writeAttributes(file: string, content: string | Buffer): Promise<void> {
    return atomicWrite(attributesPath(file), attributesText(content), { durable: false, shared: true });
  }
  private async copyWithAttributes(from: string, content: Buffer, to: string): Promise<void> {
    await mkdir(join(to, ".."), { recursive: true, mode: 0o700 });
    await copyFile(from, to);
    await this.writeAttributes(to, content);
  }
}

function readMeta(file: string): { version?: unknown } | null {
  try {
    return readPulumiYaml(readFileSync(file, "utf8"), file) as { version?: unknown } | null;
  } catch (error) {
    throw error instanceof ManifestError ? new UserError(error.message) : error;
  }
}

/** The error for a stack that does not exist. */
export const stackNotFound = (stack: string): UserError =>
  new UserError(`no stack named '${stack}' found`, ExitCode.stackNotFound);

/** Makes the file's current version its `.bak` with a hard link, which leaves the file itself in place. */
async function keepBackup(file: string): Promise<void> {
  const fresh = `${file}.bak.tmp`;
  await rm(fresh, { force: true });
  try {
    await link(file, fresh);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOENT") return;
    await copyFile(file, fresh); // The file system does not support links.
  }
  await rename(fresh, `${file}.bak`);
}
