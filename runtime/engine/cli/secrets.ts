import type { Checkpoint } from "../backend/checkpoint";
import { type SecretsManager, storedPassphraseState } from "../backend/secretsManager";
import {
  createCrypter,
  type Crypter,
  IncorrectPassphraseError,
  openCrypter,
  passphraseFromEnvironment,
  PASSPHRASE_NEEDED,
  type PassphraseState,
} from "../workspace/passphrase";
import type { StackFile } from "../workspace/stackFile";
import { UserError } from "../workspace/userError";
import type { CommandContext } from "./context";
import { ask } from "./prompt";

const HOW_TO_REMEMBER = "(set PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE to remember)";

/** What the user has unlocked or created in this process, so that the user is asked only once. */
const unlocked = new Map<PassphraseState, Crypter>();

/**
 * Opens a passphrase state with the passphrase of the environment, or asks the user until it is correct.
 * @throws IncorrectPassphraseError; UserError when no passphrase is given and the command cannot ask
 */
export async function unlock(context: CommandContext, state: PassphraseState): Promise<Crypter> {
  const given = passphraseFromEnvironment(context.env);
  if (given !== undefined) return openCrypter(given, state);
  const known = unlocked.get(state);
  if (known) return known;
  if (!context.interactive) throw new UserError(PASSPHRASE_NEEDED);
  for (;;) {
    const question = `Enter your passphrase to unlock config/secrets\n    ${HOW_TO_REMEMBER}: `;
    try {
      const crypter = await openCrypter(await ask(context, question, { hidden: true }), state);
      unlocked.set(state, crypter);
      return crypter;
    } catch (error) {
      if (!(error instanceof IncorrectPassphraseError)) throw error;
      context.stderr.write(`error: ${error.message}\n`);
    }
  }
}

/** Creates a passphrase state with the passphrase of the environment, or with one that the user types twice. */
async function createSecrets(context: CommandContext): Promise<SecretsManager> {
  let passphrase = passphraseFromEnvironment(context.env);
  if (passphrase === undefined && !context.interactive) throw new UserError(PASSPHRASE_NEEDED);
  while (passphrase === undefined) {
    const first = await ask(context, `Enter your passphrase to protect config/secrets: `, { hidden: true });
    const second = await ask(context, "Re-enter your passphrase to confirm: ", { hidden: true });
    if (first === second) passphrase = first;
    else context.stderr.write("error: passphrases do not match\n");
  }
  const secrets = await createCrypter(passphrase);
  unlocked.set(secrets.state, secrets.crypter);
  return secrets;
}

/**
 * The secrets manager of a stack. Its state is that of the stack's file, else of the checkpoint, else a new one; it is then
 * set in the file, which the caller saves.
 * @throws the errors of {@link unlock}; UserError for any provider except passphrase
 */
export async function secretsOf(
  context: CommandContext,
  file: StackFile,
  checkpoint?: Checkpoint,
): Promise<SecretsManager> {
  const provider = file.secretsProvider;
  if (provider !== undefined && provider !== "passphrase" && provider !== "default")
    throw new UserError(
      `${file.path}: found the secrets provider ${JSON.stringify(provider)}; expected passphrase, which the embedded engine supports`,
    );
  const state =
    file.encryptionSalt ?? storedPassphraseState(checkpoint?.latest?.secrets_providers, "the stack's state");
  const secrets =
    state === undefined ? await createSecrets(context) : { state, crypter: await unlock(context, state) };
  file.encryptionSalt ??= secrets.state;
  return secrets;
}
