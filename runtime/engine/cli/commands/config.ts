import { text as readAll } from "node:stream/consumers";
import { compareKeys, fullKey, parseConfigPath, prettyKey, split } from "../../workspace/configKeys";
import {
  BLINDED,
  coerce,
  type ConfigNode,
  type ConfigType,
  configValueOf,
  getAt,
  hasSecure,
  plain,
  SecureValue,
  typed,
} from "../../workspace/configValue";
import { goJson, struct } from "../../workspace/goJson";
import type { Crypter } from "../../workspace/passphrase";
import { loadProject } from "../../workspace/project";
import type { StackFile } from "../../workspace/stackFile";
import { messageOf, UserError } from "../../workspace/userError";
import { type CommandContext, say } from "../context";
import type { Flags } from "../flags";
import { ask } from "../prompt";
import { secretsOf } from "../secrets";
import { displayName, effectiveConfig, openStackFile, requireStack } from "../stackContext";
import { formatTable } from "../table";

type Opened = Awaited<ReturnType<typeof open>>;

async function open(context: CommandContext, flags: Flags) {
  const project = loadProject(context.cwd);
  const stack = await requireStack(context, flags.stack, { create: true });
  const file = openStackFile(context, stack, flags.configFile);
  return { stack, project: project.name, file, config: effectiveConfig(file, project) };
}

/** Decrypts with the stack's key. */
async function crypterOf(context: CommandContext, { stack, file }: Opened): Promise<Crypter> {
  const secrets = await secretsOf(context, file, await stack.backend.read(stack.reference));
  return secrets.crypter;
}

const blind = (): string => BLINDED;

/** `pulumi config`: all values. */
export async function configList(context: CommandContext, flags: Flags): Promise<void> {
  const opened = await open(context, flags);
  const { config, project } = opened;
  const show = flags.showSecrets === true;
  const crypter = show && [...config.values()].some(hasSecure) ? await crypterOf(context, opened) : undefined;
  const reveal = crypter ? (text: string) => crypter.decrypt(text) : blind;
  const entries = [...config].sort(([a], [b]) => compareKeys(a, b));
  if (flags.json) {
    const values = entries.map(([key, node]) => [key, valueJson(key, node, reveal, show)] as const);
    return say(context, goJson(Object.fromEntries(values), { indent: 2 }));
  }
  const rows = entries.map(([key, node]) => [
    prettyKey(key, project),
    configValueOf(key, node, reveal).value,
  ]);
  context.stdout.write(formatTable(["KEY", "VALUE"], rows));
}

/** A value in the format of `--json`. */
export function valueJson(
  key: string,
  node: ConfigNode,
  reveal: (ciphertext: string) => string,
  show: boolean,
): Map<string, unknown> {
  const { value, secret, object } = configValueOf(key, node, reveal);
  if (secret && !show) return struct({ secret });
  return struct({ value, objectValue: object ? plain(node, reveal) : undefined, secret });
}

/** `pulumi config get`: one value; secrets in plain text. */
export async function configGet(context: CommandContext, key: string, flags: Flags): Promise<void> {
  const opened = await open(context, flags);
  const full = fullKey(key, opened.project, flags.path);
  const node = find(opened.config, full, flags.path ?? false);
  if (node === undefined)
    throw new UserError(
      `configuration key '${prettyKey(full, opened.project)}' not found for stack ` +
        `'${displayName(context, opened.stack, opened.stack.reference)}'`,
    );
  const crypter = hasSecure(node) ? await crypterOf(context, opened) : undefined;
  const reveal = (ciphertext: string): string => crypter!.decrypt(ciphertext);
  say(
    context,
    flags.json
      ? goJson(valueJson(full, node, reveal, true), { indent: 2 })
      : configValueOf(full, node, reveal).value,
  );
}

function find(config: Map<string, ConfigNode>, key: string, path: boolean): ConfigNode | undefined {
  if (!path) return config.get(key);
  const [namespace, name] = split(key);
  const [first, ...rest] = parseConfigPath(name);
  return getAt(config.get(`${namespace}:${first}`), rest);
}

const TYPES = ["string", "bool", "int", "float"] as const satisfies readonly ConfigType[];

/** `pulumi config set`: one value, from the command line, standard input or a prompt. */
export async function configSet(
  context: CommandContext,
  key: string,
  argument: string | undefined,
  flags: Flags,
): Promise<void> {
  const given = (["secret", "plaintext", "type"] as const).filter((flag) => flags[flag]);
  if (given.length > 1) throw new UserError(`only one of --${given.join(" and --")} may be given`);
  const type = TYPES.find((each) => each === flags.type);
  if (flags.type !== undefined && type === undefined)
    throw new UserError(`invalid type "${flags.type}"; must be one of string, int, bool, or float`);
  const opened = await open(context, flags);
  const full = fullKey(key, opened.project, flags.path);
  const value = argument ?? (await readValue(context, flags));
  await setValue(context, opened, full, value, { ...flags, type });
  await opened.file.save();
}

async function readValue(context: CommandContext, { secret: hidden = false, raw }: Flags): Promise<string> {
  if (!context.stdin.isTTY) {
    const text = await readAll(context.stdin);
    return raw ? text : text.replace(/\r?\n$/, "");
  }
  if (!context.interactive) throw new UserError("config value must be specified in non-interactive mode");
  return ask(context, "value: ", { hidden });
}

async function setValue(
  context: CommandContext,
  opened: Opened,
  key: string,
  text: string,
  flags: Flags & { type?: ConfigType },
): Promise<void> {
  const path = flags.path ?? false;
  const nested = path && parseConfigPath(split(key)[1]).length > 1;
  let node: ConfigNode;
  if (flags.secret) node = new SecureValue((await crypterOf(context, opened)).encrypt(text));
  else if (flags.type !== undefined) node = typed(text, flags.type);
  else node = nested ? coerce(text) : text;
  if (!flags.secret && !flags.plaintext && looksLikeSecret(split(key)[1], text))
    throw new UserError(
      `config value for '${key}' looks like a secret; rerun with --secret to encrypt it, ` +
        "or --plaintext if you meant to store in plaintext",
    );
  opened.file.set(key, node, path);
}

/** Only values of these keys are checked. */
const KEY = /passwd|pass|password|pwd|secret|token/i;
/** The number of characters that count. */
const COUNTED = 16;
/** The estimated entropy, in bits, from which on a value counts as a secret. */
const BITS = 45;

/**
 * True when a value looks like a secret that should be encrypted. The official CLI uses a password meter; this estimate is
 * simpler and requires letters and digits, and no whitespace.
 */
function looksLikeSecret(key: string, value: string): boolean {
  if (!KEY.test(key) || /\s/.test(value) || !/\d/.test(value) || !/[A-Za-z]/.test(value)) return false;
  const alphabet =
    (/[a-z]/.test(value) ? 26 : 0) +
    (/[A-Z]/.test(value) ? 26 : 0) +
    10 +
    (/[^A-Za-z0-9]/.test(value) ? 30 : 0);
  return Math.min(value.length, COUNTED) * Math.log2(alphabet) >= BITS;
}

/** `pulumi config rm`: one value. */
export async function configRm(context: CommandContext, key: string, flags: Flags): Promise<void> {
  const { project, file } = await open(context, flags);
  file.remove(fullKey(key, project, flags.path), flags.path);
  await file.save();
}

/**
 * Sets the values of `--config KEY=VALUE` in the stack's file.
 * @throws UserError for a text without `=`
 */
export function setFromFlags(
  file: StackFile,
  project: string,
  assignments: readonly string[],
  path: boolean,
): void {
  for (const assignment of assignments) {
    const quoted = /^(["'])(.*?)\1=(.*)$/s.exec(assignment);
    const bare = /^([^=]*)=(.*)$/s.exec(assignment);
    const [key, value] = quoted ? [quoted[2]!, quoted[3]!] : bare ? [bare[1]!, bare[2]!] : [];
    if (key === undefined || value === undefined)
      throw new UserError(
        `config value must be in the form [key]=[value], found ${JSON.stringify(assignment)}`,
      );
    try {
      const full = fullKey(key, project, path);
      const nested = path && parseConfigPath(split(full)[1]).length > 1;
      file.set(full, nested ? coerce(value) : value, path);
    } catch (error) {
      throw new UserError(`--config ${assignment}: ${messageOf(error)}`);
    }
  }
}
