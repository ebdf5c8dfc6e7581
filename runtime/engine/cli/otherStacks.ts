import { rootOnly } from "../backend/checkpoint";
import { deserializeDeployment } from "../backend/deserialize";
import { storedPassphraseState } from "../backend/secretsManager";
import { parseStackReference } from "../backend/stackReference";
import type { OperationRequest } from "../model/operation";
import { type Crypter, IncorrectPassphraseError } from "../workspace/passphrase";
import type { CommandContext } from "./context";
import { crypterOf } from "./loadState";
import type { StackContext } from "./stackContext";

/**
 * Reads the outputs of other stacks in the backend of a stack. A secret that the passphrase of the environment does not
 * decrypt becomes an empty object, as in the official engine.
 */
export function readerOfOtherStacks(
  context: CommandContext,
  { backend, reference }: StackContext,
): OperationRequest["stackOutputs"] {
  return async (name) => {
    const other = parseStackReference(name, reference.project);
    if (!backend.exists(other)) throw new Error(`unknown stack "${name}"`);
    const root = rootOnly(await backend.read(other));
    if (root === undefined) return { outputs: {}, elided: false };
    const state = storedPassphraseState(root.secrets_providers, backend.layout.state(other));
    // The display of the operation leaves no place for a question.
    const opened = await crypterOf({ ...context, interactive: false }, root, state).catch(
      (error: unknown) => {
        if (error instanceof IncorrectPassphraseError) return undefined;
        throw error;
      },
    );
    const eliding = new ElidingCrypter(opened);
    const { outputs } = deserializeDeployment(root, eliding).resources[0]!;
    return { outputs, elided: eliding.hasElided };
  };
}

/** Decrypts what its key can decrypt, and anything else to an empty object. */
class ElidingCrypter implements Crypter {
  hasElided = false;

  constructor(private readonly crypter: Crypter | undefined) {}

  encrypt(): never {
    throw new Error("the outputs of another stack are only read");
  }

  decrypt(ciphertext: string): string {
    try {
      if (this.crypter) return this.crypter.decrypt(ciphertext);
    } catch {
      // Encrypted with another key, or modified.
    }
    this.hasElided = true;
    return "{}";
  }
}
