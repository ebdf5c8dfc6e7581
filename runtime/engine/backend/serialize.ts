import {
  Archive,
  Asset,
  deepEquals,
  isPropertyMap,
  OutputValue,
  type PropertyMap,
  type PropertyValue,
  ResourceReference,
  Secret,
  Unknown,
  UNKNOWN,
} from "../../protocol/values";
import { type Json, RESOURCE_SIGNATURE, toJson, UNKNOWN_STRING } from "../../protocol/wire";
import type { ResourceState, Snapshot } from "../model/state";
import { SECRET_SIGNATURE, SIGNATURE_KEY } from "../../../lib/pulumiSignature";
import { goJson, goJsonBytes, RawJson, struct } from "../workspace/goJson";
import { UserError } from "../workspace/userError";
import {
  CHECKPOINT_VERSION,
  RESOURCE_FIELDS,
  type StoredDeployment,
  type StoredResource,
} from "./checkpoint";
import { serializeFloat } from "./floats";
import { CiphertextCache, type Section, type SecretsManager } from "./secretsManager";

/** Fields that are written even if they are false or empty. */
const ALWAYS = new Set(["urn", "custom", "type"]);
const TIMEOUT_FIELDS = ["create", "update", "delete", "read"] as const;

const INDENT = 4;
/** Nesting of a resource in a checkpoint: file, checkpoint, latest, resources. */
const RESOURCE_LEVEL = 4;
/** Nesting of a resource in an export: file, deployment, resources. */
const EXPORTED_LEVEL = 3;

/**
 * Serializes snapshots, byte for byte like the official CLI. Caches the bytes of resources, so maps and lists in a snapshot must
 * not be changed in place: each step saves a snapshot, and few of its resources have changed since the last one.
 */
export class CheckpointSerializer {
  /** The last JSON of each resource and the fields in it, by the resource's inputs. */
  private readonly written = new WeakMap<PropertyMap, { fields: ResourceState; json: RawJson }>();

  /**
   * @param secrets encrypts secrets; undefined for states without them
   * @param cache known ciphertexts
   */
  constructor(
    private readonly secrets: SecretsManager | undefined,
    private readonly cache: CiphertextCache = new CiphertextCache(),
    private readonly options: { showSecrets?: boolean } = {},
  ) {}

  /**
   * The content of a state file.
   * @param stack `organization/PROJECT/STACK`
   * @throws UserError when the snapshot has secrets and no secrets manager is given
   */
  checkpoint(stack: string, snapshot: Snapshot, features?: string[]): Buffer {
    return stateFile(stack, this.deployment(snapshot, RESOURCE_LEVEL), features);
  }

  /** The text of `stack export`. */
  exported(snapshot: Snapshot): string {
    return exportText(this.deployment(snapshot, EXPORTED_LEVEL));
  }

  private deployment(snapshot: Snapshot, level: number): Map<string, unknown> {
    const { metadata, ...others } = snapshot.metadata ?? {};
    const { time, magic, version, ...manifest } = snapshot.manifest;
    const pending = snapshot.pendingOperations.map(({ resource, type }) =>
      struct({ resource: this.resource(resource, level + 1), type }),
    );
    return struct({
      manifest: struct({ time, magic, version, ...manifest }),
      secrets_providers: this.secrets && storedProvider(this.secrets),
      resources: nonEmpty(snapshot.resources.map((resource) => this.known(resource, level))),
      pending_operations: nonEmpty(pending),
      metadata: metadata ?? {},
      ...others,
    });
  }

  /** The JSON of a resource of the snapshot. */
  private known(state: ResourceState, level: number): RawJson {
    const known = this.written.get(state.inputs);
    if (known !== undefined && hasEqualFields(known.fields, state)) return known.json;
    const json = this.resource(state, level);
    this.written.set(state.inputs, { fields: { ...state }, json });
    return json;
  }

  private resource(state: ResourceState, level: number): RawJson {
    const { rest, ...fields } = state;
    const values: Record<string, unknown> = { ...rest, ...fields };
    const ordered = new Map<string, unknown>();
    for (const field of RESOURCE_FIELDS) {
      const value = values[field];
      if (field === "inputs" || field === "outputs") {
        const properties = state[field];
        if (Object.keys(properties).length > 0)
          ordered.set(field, this.properties(properties, state.urn, field));
      } else if (field === "customTimeouts") {
        ordered.set(field, timeouts(state.customTimeouts));
      } else if (ALWAYS.has(field) || !isEmpty(value)) ordered.set(field, value);
    }
    for (const [field, value] of Object.entries(rest ?? {}))
      if (!ordered.has(field)) ordered.set(field, value);
    return new RawJson(goJsonBytes(ordered, { indent: INDENT, level }));
  }

  private properties(map: PropertyMap, urn: string, section: Section): unknown {
    const encrypt = (secret: Secret, plaintext: string): string =>
      this.encrypt(secret, urn, section, plaintext);
    return serializeProperty(map, this.options.showSecrets ? undefined : encrypt);
  }

  private encrypt(secret: Secret, urn: string, section: Section, plaintext: string): string {
    if (!this.secrets)
      throw new UserError(
        `resource ${urn} has a secret, but the stack has no secrets provider to encrypt it with: run \`pulumi stack init\`, ` +
          "or `pulumi config set --secret`, which set one up",
      );
    return this.cache.encrypt(secret, urn, section, plaintext, this.secrets.crypter);
  }
}

/** True when two states have the same JSON. */
function hasEqualFields(a: ResourceState, b: ResourceState): boolean {
  const keys = Object.keys(b) as (keyof ResourceState)[];
  return (
    Object.keys(a).length === keys.length &&
    keys.every((key) => deepEquals(a[key] as PropertyValue, b[key] as PropertyValue))
  );
}

/** The text of `stack export` for a serialized deployment. */
const exportText = (deployment: unknown): string =>
  goJson(struct({ version: CHECKPOINT_VERSION, deployment }), { indent: INDENT }) + "\n";

/** The text of `stack export` for a stored deployment, with its secrets encrypted. */
export const storedExport = (deployment: StoredDeployment): string =>
  exportText(orderedDeployment(deployment));

/** The content of a state file for a stored deployment. */
export const storedCheckpoint = (stack: string, deployment: StoredDeployment): Buffer =>
  stateFile(stack, orderedDeployment(deployment));

function stateFile(stack: string, latest: Map<string, unknown>, features?: string[]): Buffer {
  const file = struct({
    version: CHECKPOINT_VERSION,
    features: features && nonEmpty(features),
    checkpoint: struct({ stack, latest }),
  });
  return goJsonBytes(file, { indent: INDENT }, "\n");
}

function orderedDeployment(deployment: StoredDeployment): Map<string, unknown> {
  const { manifest, secrets_providers, resources, pending_operations, ...others } = deployment;
  const pending = pending_operations?.map(({ resource, type }) =>
    struct({ resource: orderedResource(resource), type }),
  );
  return struct({
    manifest: struct(manifest),
    secrets_providers: secrets_providers && struct(secrets_providers),
    resources: resources && nonEmpty(resources.map(orderedResource)),
    pending_operations: pending && nonEmpty(pending),
    ...others,
  });
}

function orderedResource(resource: StoredResource): Map<string, unknown> {
  const known = RESOURCE_FIELDS.filter((field) => field in resource);
  const rest = Object.keys(resource).filter(
    (field) => !(RESOURCE_FIELDS as readonly string[]).includes(field),
  );
  return new Map(
    [...known, ...rest].map((field) => [
      field,
      field === "customTimeouts" ? struct(resource[field] as object) : resource[field],
    ]),
  );
}

/** `secrets_providers` of a checkpoint. */
const storedProvider = ({ type, state }: SecretsManager): Map<string, unknown> =>
  struct({ type, state: struct({ salt: state }) });

/**
 * A property value in the format of a checkpoint.
 * @param encrypt encrypts the JSON text of a secret; undefined for plaintext secrets (`stack export --show-secrets`)
 */
export function serializeProperty(
  value: PropertyValue,
  encrypt: ((secret: Secret, plaintext: string) => string) | undefined,
): unknown {
  if (typeof value === "number" && !Number.isFinite(value)) return serializeFloat(value);
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map((element) => serializeProperty(element, encrypt));
  if (value instanceof Secret) {
    // Secrets within the value are not encrypted again.
    const plaintext = goJson(serializeProperty(value.value, encrypt && ((_, text) => text)), {
      escapeHtml: true,
    });
    const content = encrypt ? { ciphertext: encrypt(value, plaintext) } : { plaintext };
    return struct({ [SIGNATURE_KEY]: SECRET_SIGNATURE, ...content });
  }
  if (value instanceof Unknown) return UNKNOWN_STRING;
  if (value instanceof OutputValue) {
    const plain = value.value === undefined ? UNKNOWN : value.value;
    return serializeProperty(value.secret ? new Secret(plain) : plain, encrypt);
  }
  if (value instanceof ResourceReference)
    return {
      [SIGNATURE_KEY]: RESOURCE_SIGNATURE,
      urn: value.urn,
      packageVersion: value.packageVersion,
      ...(value.id === undefined ? {} : { id: value.id instanceof Unknown ? UNKNOWN_STRING : value.id }),
    };
  if (value instanceof Asset || value instanceof Archive) return toJson(value) satisfies Json;
  if (!isPropertyMap(value)) throw new TypeError("not a property value");
  const result: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    const element = value[key];
    if (element !== undefined) result[key] = serializeProperty(element, encrypt);
  }
  return result;
}

function timeouts(value: ResourceState["customTimeouts"]): Map<string, unknown> | undefined {
  const set = TIMEOUT_FIELDS.filter((field) => value?.[field]);
  return set.length === 0 ? undefined : new Map(set.map((field) => [field, value![field]]));
}

const nonEmpty = <T>(list: T[]): T[] | undefined => (list.length > 0 ? list : undefined);

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === false || value === "" || value === 0) return true;
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === "object" && Object.keys(value).length === 0;
}
