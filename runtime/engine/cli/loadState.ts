import type { StoredDeployment } from "../backend/checkpoint";
import { containsSecret, deserializeDeployment } from "../backend/deserialize";
import { findIntegrityError } from "../backend/integrity";
import { CiphertextCache, type SecretsManager, storedPassphraseState } from "../backend/secretsManager";
import { emptySnapshot, type Snapshot } from "../model/state";
import type { Crypter } from "../workspace/passphrase";
import { UserError } from "../workspace/userError";
import type { CommandContext } from "./context";
import { unlock } from "./secrets";
import type { StackContext } from "./stackContext";

/** A stack's state with its secrets decrypted. */
export interface LoadedState {
  snapshot: Snapshot;
  /** Ciphertexts of unchanged secrets, for the next save. */
  cache: CiphertextCache;
  features: string[] | undefined;
}

/**
 * Reads a stack's state.
 * @param secrets encrypts the next state; also decrypts this one if both have the same salt
 * @throws UserError with the file's path when the state is invalid; the file is unchanged then
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
  const crypter = own ? secrets.crypter : await crypterOf(context, latest, state);
  const snapshot = deserializeDeployment(latest, crypter, cache);
  const error = context.checkIntegrity ? findIntegrityError(snapshot) : undefined;
  if (error !== undefined)
    throw new UserError(
      `${file}: snapshot integrity failure; refusing to use it: ${error}\n` +
        `The file was left as it is. Its previous version is ${file}.bak, older ones are under .pulumi/backups.`,
    );
  // Ciphertexts of another salt cannot be reused.
  return { snapshot, cache: own ? cache : new CiphertextCache(), features };
}

/** Decrypts the secrets of a deployment with this passphrase state; undefined when it contains no encrypted secret. */
export const crypterOf = async (
  context: CommandContext,
  deployment: StoredDeployment,
  state: string | undefined,
): Promise<Crypter | undefined> =>
  state !== undefined && containsSecret(deployment, "ciphertext") ? await unlock(context, state) : undefined;
