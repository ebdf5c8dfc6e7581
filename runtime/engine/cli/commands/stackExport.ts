import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { fileProblem } from "../../../../lib/fileProblem";
import type { StoredDeployment } from "../../backend/checkpoint";
import { deserializeDeployment, hasCiphertext } from "../../backend/deserialize";
import { CiphertextCache, type SecretsManager, storedPassphraseState } from "../../backend/secretsManager";
import { CheckpointSerializer, storedExport } from "../../backend/serialize";
import { UserError } from "../../workspace/userError";
import type { CommandContext } from "../context";
import { unlock } from "../secrets";
import { requireStack } from "../stackContext";

export interface StackExportFlags {
  stack?: string;
  file?: string;
  showSecrets?: boolean;
}

/** `pulumi stack export`: the stack's state, on standard output or in a file. */
export async function stackExport(context: CommandContext, flags: StackExportFlags): Promise<void> {
  const { backend, reference } = await requireStack(context, flags.stack);
  const { latest } = await backend.read(reference);
  const deployment: StoredDeployment = latest ?? {
    manifest: { time: "0001-01-01T00:00:00Z", magic: "", version: "" },
  };
  const text = flags.showSecrets ? await revealed(context, deployment) : storedExport(deployment);
  if (flags.file === undefined) context.stdout.write(text);
  else await writeState(resolve(context.cwd, flags.file), text);
}

async function revealed(context: CommandContext, deployment: StoredDeployment): Promise<string> {
  const state = storedPassphraseState(deployment.secrets_providers, "the stack's state");
  const crypter = state !== undefined && hasCiphertext(deployment) ? await unlock(context, state) : undefined;
  const snapshot = deserializeDeployment(deployment, crypter, new CiphertextCache());
  // The export names the secrets provider although it encrypts nothing.
  const named: SecretsManager | undefined =
    state === undefined ? undefined : { type: "passphrase", state, crypter: crypter ?? NO_CRYPTER };
  return new CheckpointSerializer(named, undefined, { showSecrets: true }).exported(snapshot);
}

const NO_CRYPTER = { encrypt: (text: string) => text, decrypt: (text: string) => text };

async function writeState(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text, { mode: 0o600 });
  } catch (error) {
    throw new UserError(`${file}: found ${fileProblem(error)}; expected a file that can be written.`);
  }
}
