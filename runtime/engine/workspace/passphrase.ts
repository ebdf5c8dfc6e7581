import { createCipheriv, createDecipheriv, pbkdf2, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { messageOf, UserError } from "./userError";

/** Encrypts and decrypts texts with a derived key. */
export interface Crypter {
  /** `v1:NONCE:CIPHERTEXT`, both base64; a new nonce each time. */
  encrypt(plaintext: string): string;
  /** @throws UserError when the text is malformed or was encrypted with another key */
  decrypt(ciphertext: string): string;
}

/** The passphrase provider's state in `encryptionsalt` and the checkpoint: `v1:SALT:v1:NONCE:CIPHERTEXT`. */
export type PassphraseState = string;

const ITERATIONS = 1_000_000;
const KEY_BYTES = 32;
const SALT_BYTES = 8;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** The text that the state contains encrypted, to verify a passphrase. */
const PROOF = "pulumi";

/** Thrown for a passphrase that does not open the state. */
export class IncorrectPassphraseError extends UserError {
  constructor() {
    super("incorrect passphrase");
  }
}

class AesGcmCrypter implements Crypter {
  constructor(private readonly key: Buffer) {}

  encrypt(plaintext: string): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv("aes-256-gcm", this.key, nonce);
    const body = Buffer.concat([cipher.update(plaintext, "utf8"), cipher.final(), cipher.getAuthTag()]);
    return `v1:${nonce.toString("base64")}:${body.toString("base64")}`;
  }

  decrypt(ciphertext: string): string {
    const parts = ciphertext.split(":");
    if (parts.length !== 3) throw new UserError("bad value: a ciphertext must have the form v1:NONCE:DATA");
    if (parts[0] !== "v1")
      throw new UserError(`unknown ciphertext version ${JSON.stringify(parts[0])}: only v1 is known`);
    const nonce = Buffer.from(parts[1]!, "base64");
    const body = Buffer.from(parts[2]!, "base64");
    if (nonce.length !== NONCE_BYTES || body.length < TAG_BYTES)
      throw new UserError("bad value: the ciphertext's nonce or data is too short");
    const decipher = createDecipheriv("aes-256-gcm", this.key, nonce);
    decipher.setAuthTag(body.subarray(-TAG_BYTES));
    try {
      return Buffer.concat([decipher.update(body.subarray(0, -TAG_BYTES)), decipher.final()]).toString(
        "utf8",
      );
    } catch {
      throw new UserError("cannot decrypt a ciphertext: it was encrypted with another key, or modified");
    }
  }
}

/** Derives the key in the thread pool, in parallel to other work. */
const deriveCrypter = async (passphrase: string, salt: Buffer): Promise<Crypter> =>
  new AesGcmCrypter(await promisify(pbkdf2)(passphrase, salt, ITERATIONS, KEY_BYTES, "sha256"));

/** One derivation per state and passphrase in a process. */
const derived = new Map<string, Promise<Crypter>>();

/**
 * Opens the crypter of a state.
 * @throws IncorrectPassphraseError; UserError for a malformed state
 */
export function openCrypter(passphrase: string, state: PassphraseState): Promise<Crypter> {
  const cacheKey = `${state}\0${passphrase}`;
  let crypter = derived.get(cacheKey);
  if (!crypter) {
    crypter = openUncached(passphrase, state);
    derived.set(cacheKey, crypter);
  }
  return crypter;
}

async function openUncached(passphrase: string, state: PassphraseState): Promise<Crypter> {
  const [version, salt, ...proof] = state.split(":");
  if (proof.length !== 3)
    throw new UserError(
      "malformed encryption salt: expected v1:SALT:v1:NONCE:DATA (`encryptionsalt` of the stack file or `salt` of the state)",
    );
  if (version !== "v1")
    throw new UserError(
      `unknown state version ${JSON.stringify(version)} of the encryption salt: only v1 is known`,
    );
  const crypter = await deriveCrypter(passphrase, Buffer.from(salt!, "base64"));
  let proved = false;
  try {
    proved = crypter.decrypt(proof.join(":")) === PROOF;
  } catch {
    // Another key fails to decrypt, which also means a wrong passphrase.
  }
  if (!proved) throw new IncorrectPassphraseError();
  return crypter;
}

/** Creates a state with a new salt, and its crypter. */
export async function createCrypter(
  passphrase: string,
): Promise<{ state: PassphraseState; crypter: Crypter }> {
  const salt = randomBytes(SALT_BYTES);
  const crypter = await deriveCrypter(passphrase, salt);
  const state = `v1:${salt.toString("base64")}:${crypter.encrypt(PROOF)}`;
  derived.set(`${state}\0${passphrase}`, Promise.resolve(crypter));
  return { state, crypter };
}

/**
 * The passphrase of the environment: `PULUMI_CONFIG_PASSPHRASE` (which can be empty), else the trimmed text of the file
 * `PULUMI_CONFIG_PASSPHRASE_FILE`; undefined when neither is set.
 * @throws UserError when the file cannot be read
 */
export function passphraseFromEnvironment(env: NodeJS.ProcessEnv): string | undefined {
  if (env.PULUMI_CONFIG_PASSPHRASE !== undefined) return env.PULUMI_CONFIG_PASSPHRASE;
  const file = env.PULUMI_CONFIG_PASSPHRASE_FILE;
  if (!file) return undefined;
  try {
    return readFileSync(resolve(file), "utf8").trim();
  } catch (error) {
    throw new UserError(`unable to read PULUMI_CONFIG_PASSPHRASE_FILE: ${messageOf(error)}`);
  }
}

/** The error when no passphrase is set and the command cannot ask for it. */
export const PASSPHRASE_NEEDED =
  "passphrase must be set with PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE environment variables";
