import { deserializeDeployment, hasCiphertext } from "../backend/deserialize";
import { findIntegrityError } from "../backend/integrity";
import { CiphertextCache, type SecretsManager, storedPassphraseState } from "../backend/secretsManager";
import { emptySnapshot, type Snapshot } from "../model/state";
import { UserError } from "../workspace/userError";
import type { CommandContext } from "./context";
import { unlock } from "./secrets";
import type { StackContext } from "./stackContext";

/** A stack's state with its secrets decrypted. */
export interface LoadedState {
  snapshot: Snapshot;
  /** The ciphertexts of what did not change. */
  cache: CiphertextCache;
  features: string[] | undefined;
}

/**
 * Reads a stack's state.
 * @param secrets what will encrypt; decrypts too where the state was encrypted with the same salt
 * @throws UserError naming the file when it is not sound; it stays as it is
 */
export async function loadState(
  context: CommandContext,
  stack: StackContext,
  secrets: SecretsManager,
): Promise<LoadedState> {
  const { latest, features } = await stack.backend.read(stack.reference);
  const cache = new CiphertextCache();
  if (!latest) return { snapshot: emptySnapshot(), cache, features };
  const file = stack.backend.layout.state(stack.reference);
  const state = storedPassphraseState(latest.secrets_providers, file);
  const own = state === undefined || state === secrets.state;
  const crypter = own ? secrets.crypter : hasCiphertext(latest) ? await unlock(context, state) : undefined;
  const snapshot = deserializeDeployment(latest, crypter, cache);
  const error = context.checkIntegrity ? findIntegrityError(snapshot) : undefined;
  if (error !== undefined)
    throw new UserError(
      `${file}: snapshot integrity failure; refusing to use it: ${error}\n` +
        `The file was left as it is. Its previous version is ${file}.bak, older ones are under .pulumi/backups.`,
    );
  // Ciphertexts of another salt cannot be kept.
  return { snapshot, cache: own ? cache : new CiphertextCache(), features };
}
