import { existsSync, realpathSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Document, YAMLMap } from "yaml";
import { atomicWrite } from "../../../lib/atomicWrite";
import { readText } from "../../../lib/fileProblem";
import { ManifestError } from "../../../lib/manifests/manifestError";
import { readPulumiYaml } from "../../../lib/manifests/readManifests";
import { foundExpected } from "../../../lib/problemText";
import { suggestion } from "../../../lib/suggest";
import { compareKeys, fullKey, parseConfigPath, split } from "./configKeys";
import { isMapping } from "../../../lib/mapping";
import { type ConfigNode, getAt, nodeFrom, removeAt, setAt } from "./configValue";
import { UserError } from "./userError";

/** The path of a stack's configuration file. */
export const stackFilePath = (folder: string, stack: string): string =>
  join(folder, `Pulumi.${stack.replace(/\//g, "-")}.yaml`);

/** What a stack file contains. */
interface Content {
  [key: string]: unknown;
  config?: Record<string, unknown> | null;
}

/** The keys of a stack file at the top level. */
const TOP_KEYS = ["config", "encryptionsalt", "encryptedkey", "secretsprovider", "environment"];

/**
 * Rejects keys of the configuration outside `config`, and misspelt keys. Other keys, such as those that only hold anchors, are
 * ignored, as by the official engine.
 */
function rejectMisplacedKeys(path: string, content: Content): void {
  for (const key of Object.keys(content).filter((name) => !TOP_KEYS.includes(name))) {
    const expected = key.includes(":") ? "it below `config`" : suggestion(key, TOP_KEYS);
    if (expected !== undefined)
      throw new UserError(`${path}: found the key ${key} at the top level; expected ${expected}.`);
  }
}

/**
 * A stack's configuration file, `Pulumi.STACK.yaml`. Changes keep the comments, order and style of everything else.
 */
export class StackFile {
  private constructor(
    /** Absolute path. */
    readonly path: string,
    private readonly project: string,
    private content: Content,
    private text: string,
    private savedText = text,
  ) {}

  /**
   * Reads the file; a missing file counts as empty.
   * @param project the namespace of keys without one
   * @throws UserError with the path when the file is invalid
   */
  static load(path: string, project: string): StackFile {
    const text = readText(path, { expected: "a stack file", Failure: UserError, missing: "" });
    return StackFile.parse(path, project, text);
  }

  /** Parses the text of a stack file. */
  static parse(path: string, project: string, text: string): StackFile {
    const file = new StackFile(path, project, readContent(path, text), text);
    file.entries(); // Rejects invalid keys.
    rejectMisplacedKeys(path, file.content);
    if (file.content.environment !== undefined)
      throw new UserError(
        `${path}: found the key environment (Pulumi ESC), which the embedded engine does not support; expected none. Write its values below config.`,
      );
    return file;
  }

  /** The passphrase provider's state; undefined without one. */
  get encryptionSalt(): string | undefined {
    return this.topText("encryptionsalt");
  }
  set encryptionSalt(value: string | undefined) {
    this.edit((document) => {
      if (value === undefined) document.delete("encryptionsalt");
      else if (document.has("encryptionsalt")) document.set("encryptionsalt", value);
      else (document.contents as YAMLMap).items.unshift(document.createPair("encryptionsalt", value));
    });
  }

  /** The type of secrets provider in `secretsprovider`; undefined for the default, passphrase. */
  get secretsProvider(): string | undefined {
    return this.topText("secretsprovider");
  }

  /** All values by full key, sorted by key. */
  config(): Map<string, ConfigNode> {
    const result = new Map<string, ConfigNode>();
    for (const [key, written] of [...this.entries()].sort(([a], [b]) => compareKeys(a, b)))
      result.set(key, this.node(written));
    return result;
  }

  /** The value of a full key, or at the path in its name; undefined without one. */
  get(key: string, path = false): ConfigNode | undefined {
    const { root, rest } = this.resolve(key, path);
    const written = this.entries().get(root);
    return written === undefined ? undefined : getAt(this.node(written), rest);
  }

  /**
   * Sets the value of a full key, or at the path in its name.
   * @throws UserError when the path does not fit the current value
   */
  set(key: string, value: ConfigNode, path = false): void {
    const { root, rest } = this.resolve(key, path);
    const written = this.entries().get(root) ?? root;
    const old = this.entries().has(root) ? this.node(written) : undefined;
    const changed = setAt(old, rest, value, [split(root)[1]]);
    this.editConfig((document) => editor().replaceValue(document, ["config", written], old, changed));
  }

  /**
   * Removes a full key, or the value at the path in its name, if it exists.
   * @throws UserError when a merge key provides it
   */
  remove(key: string, path = false): void {
    const { root, rest } = this.resolve(key, path);
    const written = this.entries().get(root);
    if (written === undefined) return;
    const old = this.node(written);
    const at = ["config", written];
    const changed = removeAt(old, rest, [split(root)[1]]);
    this.editConfig((document) => {
      if (rest.length === 0) document.deleteIn(at);
      else if (changed !== old) editor().removeValue(document, at, rest, old, changed);
    });
    // After the removal of a list's item, its index is that of the next one.
    const isItem = typeof rest.at(-1) === "number";
    if (!isItem && this.get(key, path) !== undefined)
      throw new UserError(`${this.path}: found ${key} in a merge key (<<); expected it below \`config\`.`);
  }

  /** The new text of the file. */
  toString(): string {
    return this.text;
  }

  /** Writes the file if it changed. A link to another file stays, and so do the permissions of the file. */
  async save(): Promise<void> {
    if (this.text === this.savedText) return;
    const exists = existsSync(this.path);
    const file = exists ? realpathSync(this.path) : this.path;
    const mode = exists ? statSync(file).mode & 0o777 : 0o644;
    await atomicWrite(file, this.text, { mode, shared: true });
    this.savedText = this.text;
  }

  /** Changes `config`. */
  private editConfig(change: (document: Document) => void): void {
    const { config } = this.content;
    this.edit((document) => {
      editor().ownMap(document, "config", config ?? {});
      change(document);
    });
  }

  /** Changes the text, and then the content to what readers make of it. */
  private edit(change: (document: Document) => void): void {
    this.text = editor().editYaml(this.text, change);
    this.content = readContent(this.path, this.text);
  }

  private topText(key: string): string | undefined {
    const value = this.content[key];
    if (value === undefined || value === null || value === "") return undefined;
    if (typeof value !== "string")
      throw new UserError(`${this.path}: ${key}: ${foundExpected(value, "a string")}`);
    return value;
  }

  /** The keys as written in the file, by full key. */
  private entries(): Map<string, string> {
    const result = new Map<string, string>();
    for (const written of Object.keys(this.content.config ?? {})) {
      const key = keyIn(this.path, written, this.project);
      if (result.has(key))
        throw new UserError(
          `${this.path}: found ${key} twice, as ${result.get(key)} and ${written}; expected it only once.`,
        );
      result.set(key, written);
    }
    return result;
  }

  /** A key without a value is an empty text, as for the official CLI. */
  private node(written: string): ConfigNode {
    return nodeFrom(this.content.config![written]) ?? "";
  }

  private resolve(key: string, path: boolean): { root: string; rest: (string | number)[] } {
    if (!path) return { root: key, rest: [] };
    const [namespace, name] = split(key);
    const [first, ...rest] = parseConfigPath(name);
    if (typeof first !== "string" || first === "")
      throw new UserError(`invalid config key path ${JSON.stringify(name)}: its first part must be a key`);
    return { root: `${namespace}:${first}`, rest };
  }
}

/** Loaded on demand: most commands only read the file. */
const editor = () =>
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- import() is asynchronous
  require("./editYaml") as typeof import("./editYaml");

function keyIn(path: string, written: string, project: string): string {
  try {
    return fullKey(written, project);
  } catch {
    throw new UserError(
      `${path}: config: found the key ${JSON.stringify(written)}; expected NAME or NAMESPACE:NAME.`,
    );
  }
}

function readContent(path: string, text: string): Content {
  let content: unknown;
  try {
    content = readPulumiYaml(text, path);
  } catch (error) {
    if (error instanceof ManifestError) throw new UserError(error.message);
    throw error;
  }
  if (content === null) return {};
  if (!isMapping(content))
    throw new UserError(`${path}: found no map; expected the key \`config\` with a map.`);
  const { config } = content;
  if (config !== undefined && config !== null && !isMapping(config))
    throw new UserError(`${path}: config: ${foundExpected(config, "a map of keys and values")}`);
  return content;
}
