import type { Secret } from "../../protocol/values";
import type { Crypter, PassphraseState } from "../workspace/passphrase";
import { UserError } from "../workspace/userError";

/** Encrypts the secrets of a state with a passphrase. A checkpoint records its state. */
export interface SecretsManager {
  state: PassphraseState;
  crypter: Crypter;
}

/** A checkpoint's `secrets_providers`. */
export interface StoredSecretsProvider {
  type: string;
  state?: { salt?: unknown };
}

/**
 * The passphrase state in a checkpoint's `secrets_providers`; undefined without one.
 * @throws UserError for any other type of provider
 */
export function storedPassphraseState(
  stored: StoredSecretsProvider | undefined,
  where: string,
): PassphraseState | undefined {
  if (!stored?.type) return undefined;
  if (stored.type !== "passphrase")
    throw new UserError(
      `${where}: found the secrets provider ${JSON.stringify(stored.type)}; expected passphrase, which the embedded engine ` +
        "supports (change it with the official CLI: `pulumi stack change-secrets-provider passphrase`)",
    );
  const salt = stored.state?.salt;
  if (typeof salt !== "string")
    throw new UserError(`${where}: secrets_providers.state.salt must be a string`);
  return salt;
}

/** The property map of a resource that contains a secret. */
export type Section = "inputs" | "outputs";

/**
 * Remembers the ciphertexts of a resource's secrets, so that unchanged secrets are written unchanged and a checkpoint differs
 * only where the state does. Resources never share ciphertexts.
 */
export class CiphertextCache {
  private readonly byObject = new WeakMap<Secret, string>();
  private readonly byText = new Map<string, string>();

  remember(secret: Secret, urn: string, section: Section, plaintext: string, ciphertext: string): void {
    this.byObject.set(secret, ciphertext);
    this.byText.set(`${urn}\0${section}\0${plaintext}`, ciphertext);
    this.byText.set(`${urn}\0\0${plaintext}`, ciphertext);
  }

  /** The ciphertext of a secret: the known one of this object, else of the same text in this resource, else a new one. */
  encrypt(secret: Secret, urn: string, section: Section, plaintext: string, crypter: Crypter): string {
    const known =
      this.byObject.get(secret) ??
      this.byText.get(`${urn}\0${section}\0${plaintext}`) ??
      this.byText.get(`${urn}\0\0${plaintext}`);
    if (known !== undefined) return known;
    const ciphertext = crypter.encrypt(plaintext);
    this.remember(secret, urn, section, plaintext, ciphertext);
    return ciphertext;
  }
}
