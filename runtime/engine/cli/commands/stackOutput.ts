import { mapValue, removeSecrets, Secret } from "../../../protocol/values";
import { type Checkpoint, rootOnly } from "../../backend/checkpoint";
import { deserializeDeployment } from "../../backend/deserialize";
import { storedPassphraseState } from "../../backend/secretsManager";
import { serializeProperty } from "../../backend/serialize";
import { BLINDED } from "../../workspace/configValue";
import { compareBytes, goJson } from "../../workspace/goJson";
import type { Crypter } from "../../workspace/passphrase";
import { UserError } from "../../workspace/userError";
import { type CommandContext, say } from "../context";
import type { Flags } from "../flags";
import { crypterOf } from "../loadState";
import { requireStack } from "../stackContext";
import { formatTable } from "../table";

/** `pulumi stack output`: prints all outputs or one. */
export async function stackOutput(
  context: CommandContext,
  name: string | undefined,
  flags: Flags,
): Promise<void> {
  if (flags.json && flags.shell) throw new UserError("only one of --json and --shell may be set");
  const stack = await requireStack(context, flags.stack);
  const outputs = await outputsOf(
    context,
    await stack.backend.read(stack.reference),
    flags.showSecrets ?? false,
  );
  if (name === undefined) {
    if (flags.json) say(context, goJson(outputs, { indent: 2 }));
    else if (flags.shell)
      for (const key of Object.keys(outputs).sort(compareBytes)) say(context, shellLine(key, outputs[key]));
    else context.stdout.write(outputTable(outputs));
    return;
  }
  if (!Object.hasOwn(outputs, name))
    throw new UserError(`current stack does not have output property '${name}'`);
  const value = outputs[name];
  if (flags.json) say(context, goJson(value, { indent: 2 }));
  else say(context, flags.shell ? shellLine(name, value) : outputText(value));
}

/** `NAME=VALUE`, the value quoted for a POSIX shell if necessary. */
function shellLine(name: string, value: unknown): string {
  const text = outputText(value);
  const bare = /^[A-Za-z0-9_@%+=:,./-]+$/.test(text);
  return `${name}=${bare ? text : `'${text.replace(/'/g, "'\\''")}'`}`;
}

/** Decrypts nothing: hidden secrets need no passphrase. */
const BLIND: Crypter = { encrypt: () => "", decrypt: () => "null" };

/** A stack's outputs as plain JSON values; secrets are `[secret]` unless shown. */
export async function outputsOf(
  context: CommandContext,
  checkpoint: Checkpoint,
  showSecrets: boolean,
): Promise<Record<string, unknown>> {
  const root = rootOnly(checkpoint);
  if (root === undefined) return {};
  const state = showSecrets ? storedPassphraseState(root.secrets_providers, "the stack's state") : undefined;
  const crypter = (await crypterOf(context, root, state)) ?? BLIND;
  const { outputs } = deserializeDeployment(root, crypter).resources[0]!;
  const shown = showSecrets
    ? removeSecrets(outputs)
    : mapValue(outputs, (special) => (special instanceof Secret ? BLINDED : special));
  return serializeProperty(shown, undefined) as Record<string, unknown>;
}

/** The printed form of an output: a string unchanged, other values as JSON in one line. */
const outputText = (value: unknown): string => (typeof value === "string" ? value : goJson(value));

/** The table of outputs with its heading. */
export function outputTable(outputs: Record<string, unknown>): string {
  const names = Object.keys(outputs).sort(compareBytes);
  const headline = `Current stack outputs (${names.length}):\n`;
  if (names.length === 0) return `${headline}    No output values currently in this stack\n`;
  const rows = names.map((name) => [name, outputText(outputs[name])]);
  return headline + formatTable(["OUTPUT", "VALUE"], rows, "    ");
}
