import { Secret, type PropertyMap, type PropertyValue } from "../../protocol/values";
import { isMapping } from "../../../lib/mapping";
import { SECRET_SIGNATURE, SIGNATURE_KEY } from "../../../lib/pulumiSignature";
import { fromJson, type Json, type JsonMap } from "../../protocol/wire";
import { emptySnapshot, type PendingOperation, type ResourceState, type Snapshot } from "../model/state";
import { type Crypter, IncorrectPassphraseError } from "../workspace/passphrase";
import { UserError, messageOf } from "../workspace/userError";
import { RESOURCE_FIELDS, type StoredDeployment, type StoredResource } from "./checkpoint";
import { deserializeFloat, FLOAT_SIGNATURE } from "./floats";
import { CiphertextCache, type Section } from "./secretsManager";

/** True when the JSON contains a secret in this form. Only the key can read a `ciphertext`. */
export function containsSecret(json: unknown, form: "ciphertext" | "plaintext"): boolean {
  if (Array.isArray(json)) return json.some((element) => containsSecret(element, form));
  if (!isMapping(json)) return false;
  if (json[SIGNATURE_KEY] === SECRET_SIGNATURE && typeof json[form] === "string") return true;
  return Object.values(json).some((element) => containsSecret(element, form));
}

/**
 * Converts a deployment to a snapshot.
 * @param crypter decrypts secrets; undefined for a deployment without them ({@link containsSecret})
 * @param cache receives the ciphertexts, so that unchanged secrets are written unchanged
 * @throws UserError with the URN of a resource whose secret cannot be decrypted
 */
export function deserializeDeployment(
  deployment: StoredDeployment,
  crypter: Crypter | undefined,
  cache = new CiphertextCache(),
): Snapshot {
  const { manifest, resources, pending_operations, ...others } = deployment;
  delete others.secrets_providers; // The serializer writes the current one.
  const context: Context = { crypter, cache, urn: "", section: "inputs" };
  return {
    ...emptySnapshot(),
    manifest: { ...manifest },
    resources: (resources ?? []).map((resource) => deserializeResource(resource, context)),
    pendingOperations: (pending_operations ?? []).map((operation) => ({
      resource: deserializeResource(operation.resource, context),
      type: operation.type as PendingOperation["type"],
    })),
    metadata: others,
  };
}

interface Context {
  crypter: Crypter | undefined;
  cache: CiphertextCache;
  urn: string;
  section: Section;
}

function deserializeResource(stored: StoredResource, context: Context): ResourceState {
  context.urn = stored.urn;
  const known: Record<string, unknown> = {};
  const rest: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(stored))
    (KNOWN_FIELDS.has(field) ? known : rest)[field] = value;
  const list = (field: keyof ResourceState) => (known[field] as string[] | null | undefined) ?? [];
  return {
    ...known,
    urn: stored.urn,
    type: stored.type,
    custom: stored.custom === true,
    inputs: deserializeProperties(known.inputs, "inputs", context),
    outputs: deserializeProperties(known.outputs, "outputs", context),
    dependencies: list("dependencies"),
    initErrors: list("initErrors"),
    propertyDependencies: nonNullLists(known.propertyDependencies),
    additionalSecretOutputs: list("additionalSecretOutputs"),
    aliases: list("aliases"),
    ...(Object.keys(rest).length > 0 ? { rest } : {}),
  };
}

/** The engine does not use these fields of a checkpoint; they are written back unchanged. */
const UNUSED_FIELDS = ["stackTrace", "replaceOnChanges"];
const KNOWN_FIELDS = new Set<string>(RESOURCE_FIELDS.filter((field) => !UNUSED_FIELDS.includes(field)));

function nonNullLists(json: unknown): Record<string, string[]> {
  const entries = Object.entries((json as Record<string, string[] | null> | null | undefined) ?? {});
  return Object.fromEntries(entries.map(([key, list]) => [key, list ?? []]));
}

function deserializeProperties(json: unknown, section: Section, context: Context): PropertyMap {
  context.section = section;
  return json === undefined || json === null ? {} : (deserializeValue(json as Json, context) as PropertyMap);
}

function deserializeValue(json: Json, context: Context): PropertyValue {
  return fromJson(json, (special) => {
    try {
      if (special[SIGNATURE_KEY] === SECRET_SIGNATURE) return deserializeSecret(special, context);
      return special[SIGNATURE_KEY] === FLOAT_SIGNATURE ? deserializeFloat(special.value) : fromJson(special);
    } catch (error) {
      throw new UserError(`resource ${context.urn}: ${messageOf(error)}`);
    }
  });
}

function deserializeSecret({ ciphertext, plaintext }: JsonMap, context: Context): Secret {
  if (typeof ciphertext !== "string") {
    if (typeof plaintext !== "string") throw new UserError("malformed secret value: missing ciphertext");
    return new Secret(deserializeValue(JSON.parse(plaintext) as Json, context));
  }
  if (!context.crypter) throw new IncorrectPassphraseError();
  const text = context.crypter.decrypt(ciphertext);
  // A secret within a secret is not encrypted again: its "ciphertext" is plain text.
  const nested: Context = { ...context, crypter: PLAIN };
  const secret = new Secret(deserializeValue(JSON.parse(text) as Json, nested));
  if (context.crypter !== PLAIN)
    context.cache.remember(secret, context.urn, context.section, text, ciphertext);
  return secret;
}

/** Encrypts nothing. */
export const PLAIN: Crypter = { encrypt: (text) => text, decrypt: (text) => text };
