import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Document, isMap, parseDocument, type YAMLMap } from "yaml";
import { atomicWrite } from "../../../lib/atomicWrite";
import { compareKeys, fullKey, parseConfigPath, split } from "./configKeys";
import { type ConfigNode, getAt, isConfigMap, nodeFrom, removeAt, setAt, toStored } from "./configValue";
import { UserError } from "./userError";

/** The path of a stack's configuration file. */
export const stackFilePath = (folder: string, stack: string): string =>
  join(folder, `Pulumi.${stack.replace(/\//g, "-")}.yaml`);

/**
 * A stack's configuration file, `Pulumi.STACK.yaml`. Changes keep the comments, order and style of everything else.
 */
export class StackFile {
  private constructor(
    /** Absolute path. */
    readonly path: string,
    private readonly project: string,
    private readonly document: Document,
    private readonly style: { indent: number; indentSeq: boolean },
    private text: string,
  ) {}

  /**
   * Reads the file; a missing file counts as empty.
   * @param project the namespace of keys without one
   * @throws UserError with the path when the file is invalid
   */
  static load(path: string, project: string): StackFile {
    let text = "";
    try {
      text = readFileSync(path, "utf8");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
    return StackFile.parse(path, project, text);
  }

  /** Parses the text of a stack file. */
  static parse(path: string, project: string, text: string): StackFile {
    const document = parseDocument(text, { intAsBigInt: true, merge: true });
    if (document.errors.length > 0)
      throw new UserError(`could not load stack configuration: ${path}: ${document.errors[0]!.message}`);
    if (document.contents !== null && !isMap(document.contents))
      throw new UserError(`could not load stack configuration: ${path}: expected a map`);
    const config = document.get("config");
    if (config !== undefined && config !== null && !isMap(config))
      throw new UserError(
        `could not load stack configuration: ${path}: \`config\` must be a map of keys and values`,
      );
    const file = new StackFile(path, project, document as Document, detectStyle(text), text);
    file.entries(); // Rejects invalid keys.
    if (document.get("environment") !== undefined)
      throw new UserError(
        `${path}: the embedded engine does not support \`environment\` (Pulumi ESC); write its values under \`config\``,
      );
    return file;
  }

  /** The passphrase provider's state; undefined without one. */
  get encryptionSalt(): string | undefined {
    return this.topText("encryptionsalt");
  }
  set encryptionSalt(value: string | undefined) {
    if (value === undefined) {
      this.document.delete("encryptionsalt");
      return;
    }
    if (this.document.has("encryptionsalt") || !isMap(this.document.contents))
      this.document.set("encryptionsalt", value);
    else this.document.contents.items.unshift(this.document.createPair("encryptionsalt", value));
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
    this.replace(["config", written], old, setAt(old, rest, value, [split(root)[1]]));
  }

  /** Removes a full key, or the value at the path in its name, if it exists. */
  remove(key: string, path = false): void {
    const { root, rest } = this.resolve(key, path);
    const written = this.entries().get(root);
    if (written === undefined) return;
    if (rest.length === 0) {
      this.document.deleteIn(["config", written]);
      return;
    }
    const old = this.node(written);
    this.replace(["config", written], old, removeAt(old, rest, [split(root)[1]]));
  }

  /** The new text of the file. */
  toString(): string {
    if (
      this.document.contents === null ||
      (isMap(this.document.contents) && this.document.contents.items.length === 0)
    )
      return this.document.commentBefore ? this.document.toString() : "{}\n";
    return this.document.toString({ lineWidth: 0, ...this.style });
  }

  /** Writes the file if it changed. */
  async save(): Promise<void> {
    const text = this.toString();
    if (text === this.text) return;
    await atomicWrite(this.path, text, { mode: 0o644, shared: true });
    this.text = text;
  }

  private topText(key: string): string | undefined {
    const value = this.document.get(key);
    if (value === undefined || value === null || value === "") return undefined;
    if (typeof value !== "string") throw new UserError(`${this.path}: \`${key}\` must be a string`);
    return value;
  }

  /** The keys as written in the file, by full key. */
  private entries(): Map<string, string> {
    const config = this.document.get("config") as YAMLMap | null | undefined;
    const result = new Map<string, string>();
    for (const pair of config?.items ?? []) {
      const written = String((pair.key as { value?: unknown }).value ?? pair.key);
      let key: string;
      try {
        key = fullKey(written, this.project);
      } catch (error) {
        throw new UserError(`could not load stack configuration: ${this.path}: ${(error as Error).message}`);
      }
      if (result.has(key))
        throw new UserError(
          `could not load stack configuration: ${this.path}: found ${key} twice, as ${result.get(key)} and ${written}`,
        );
      result.set(key, written);
    }
    return result;
  }

  private node(written: string): ConfigNode {
    const value: unknown = this.document.getIn(["config", written], true);
    const js =
      value !== null && typeof value === "object" && "toJS" in value
        ? (value as { toJS(doc: Document): unknown }).toJS(this.document)
        : value;
    return normalizeIntegers(nodeFrom(js));
  }

  private resolve(key: string, path: boolean): { root: string; rest: (string | number)[] } {
    if (!path) return { root: key, rest: [] };
    const [namespace, name] = split(key);
    const [first, ...rest] = parseConfigPath(name);
    if (typeof first !== "string" || first === "")
      throw new UserError(`invalid config key path ${JSON.stringify(name)}: its first part must be a key`);
    return { root: `${namespace}:${first}`, rest };
  }

  /** Changes the document only where `value` differs from `old`, which keeps the comments of the rest. */
  private replace(at: (string | number)[], old: ConfigNode | undefined, value: ConfigNode): void {
    if (isConfigMap(old) && isConfigMap(value) && Object.keys(old).length > 0) {
      for (const key of Object.keys(old))
        if (!Object.hasOwn(value, key)) this.document.deleteIn([...at, key]);
      for (const [key, element] of Object.entries(value)) {
        const before = Object.hasOwn(old, key) ? old[key] : undefined;
        if (before !== element) this.replace([...at, key], before, element);
      }
      return;
    }
    if (Array.isArray(old) && Array.isArray(value) && value.length >= old.length && old.length > 0) {
      value.forEach((element, index) => {
        if (old[index] !== element) this.replace([...at, index], old[index], element);
      });
      return;
    }
    if (!isMap(this.document.get("config"))) this.document.set("config", this.document.createNode({}));
    const node = this.document.createNode(toStored(value));
    const existing: unknown = this.document.getIn(at, true);
    if (existing !== null && typeof existing === "object" && "comment" in existing)
      (node as { comment?: string | null }).comment = (existing as { comment?: string | null }).comment;
    this.document.setIn(at, node);
  }
}

/** Converts BigInts to numbers where that is exact. */
function normalizeIntegers(node: ConfigNode): ConfigNode {
  if (typeof node === "bigint") return Number.isSafeInteger(Number(node)) ? Number(node) : node;
  if (Array.isArray(node)) return node.map(normalizeIntegers);
  if (!isConfigMap(node)) return node;
  return Object.fromEntries(Object.entries(node).map(([key, element]) => [key, normalizeIntegers(element)]));
}

/** Detects the indentation of a file, to keep it. */
function detectStyle(text: string): { indent: number; indentSeq: boolean } {
  const indent = /^( +)[^\s#-]/m.exec(text)?.[1]?.length ?? 2;
  return { indent: Math.min(Math.max(indent, 2), 8), indentSeq: !/^( *)[^\s#].*:\n\1- /m.test(text) };
}
