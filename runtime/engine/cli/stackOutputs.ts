import { Secret, type PropertyMap, type PropertyValue } from "../../protocol/values";
import type { Checkpoint } from "../backend/checkpoint";
import { deserializeDeployment, hasCiphertext } from "../backend/deserialize";
import { CiphertextCache, storedPassphraseState } from "../backend/secretsManager";
import { serializeProperty } from "../backend/serialize";
import { STACK_TYPE } from "../model/urn";
import { BLINDED } from "../workspace/configValue";
import { compareBytes, goJson } from "../workspace/goJson";
import type { Crypter } from "../workspace/passphrase";
import type { CommandContext } from "./context";
import { unlock } from "./secrets";
import { formatTable } from "./table";

/** Decrypts nothing: hidden secrets need no passphrase. */
const BLIND: Crypter = { encrypt: () => "", decrypt: () => "null" };

/** A stack's outputs as plain JSON values; secrets are `[secret]` unless shown. */
export async function outputsOf(
  context: CommandContext,
  checkpoint: Checkpoint,
  showSecrets: boolean,
): Promise<Record<string, unknown>> {
  const root = checkpoint.latest?.resources?.find(
    (resource) => resource.type === STACK_TYPE && !resource.delete,
  );
  if (!checkpoint.latest || !root) return {};
  const only = { ...checkpoint.latest, resources: [root], pending_operations: undefined };
  let crypter = BLIND;
  if (showSecrets && hasCiphertext(only)) {
    const state = storedPassphraseState(checkpoint.latest.secrets_providers, "the stack's state");
    if (state !== undefined) crypter = await unlock(context, state);
  }
  const { outputs } = deserializeDeployment(only, crypter, new CiphertextCache()).resources[0]!;
  return serializeProperty(reveal(outputs, showSecrets), undefined) as Record<string, unknown>;
}

function reveal(value: PropertyValue, showSecrets: boolean): PropertyValue {
  if (value instanceof Secret) return showSecrets ? reveal(value.value, showSecrets) : BLINDED;
  if (Array.isArray(value)) return value.map((element) => reveal(element, showSecrets));
  if (value === null || typeof value !== "object" || Object.getPrototypeOf(value) !== Object.prototype)
    return value;
  return Object.fromEntries(
    Object.entries(value as PropertyMap).map(([key, element]) => [key, reveal(element, showSecrets)]),
  );
}

/** The printed form of an output: a string unchanged, other values as JSON in one line. */
export const outputText = (value: unknown): string => (typeof value === "string" ? value : goJson(value));

/** The table of outputs with its heading. */
export function outputTable(outputs: Record<string, unknown>): string {
  const names = Object.keys(outputs).sort(compareBytes);
  const headline = `Current stack outputs (${names.length}):\n`;
  if (names.length === 0) return `${headline}    No output values currently in this stack\n`;
  const rows = names.map((name) => [name, outputText(outputs[name])]);
  return headline + formatTable(["OUTPUT", "VALUE"], rows, "    ");
}
