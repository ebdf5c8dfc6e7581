import type { Secret } from "../../protocol/values";
import type { Crypter, PassphraseState } from "../workspace/passphrase";
import { UserError } from "../workspace/userError";

/** What encrypts the secrets of a state, and what a checkpoint says of it. */
export interface SecretsManager {
  type: "passphrase";
  state: PassphraseState;
  crypter: Crypter;
}

/** A checkpoint's `secrets_providers`. */
export interface StoredSecretsProvider {
  type: string;
  state?: { salt?: unknown };
}

/**
 * The passphrase state in a checkpoint's `secrets_providers`; undefined where it has none.
 * @throws UserError for another kind of provider
 */
export function storedPassphraseState(
  stored: StoredSecretsProvider | undefined,
  where: string,
): PassphraseState | undefined {
  if (!stored?.type) return undefined;
  if (stored.type !== "passphrase")
    throw new UserError(
      `${where}: its secrets are kept by the provider ${JSON.stringify(stored.type)}; the embedded engine serves ` +
        "passphrase only (change it with the official CLI: `pulumi stack change-secrets-provider passphrase`)",
    );
  const salt = stored.state?.salt;
  if (typeof salt !== "string") throw new UserError(`${where}: secrets_providers.state.salt must be a text`);
  return salt;
}

/** Which of a resource's property maps a secret is in. */
export type Section = "inputs" | "outputs";

/**
 * Remembers which ciphertext stands for which secret of a resource, so that what did not change is written as it was: a
 * checkpoint then differs only where the state does. Ciphertexts are never shared between resources.
 */
export class CiphertextCache {
  private readonly byObject = new WeakMap<Secret, string>();
  private readonly byText = new Map<string, string>();

  remember(secret: Secret, urn: string, section: Section, plaintext: string, ciphertext: string): void {
    this.byObject.set(secret, ciphertext);
    this.byText.set(`${urn}\0${section}\0${plaintext}`, ciphertext);
    this.byText.set(`${urn}\0\0${plaintext}`, ciphertext);
  }

  /** The ciphertext of a secret: the known one of this very object, else of its text in this resource, else a new one. */
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
