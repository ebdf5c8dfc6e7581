import {
  deepEquals,
  mapValue,
  OutputValue,
  type PropertyMap,
  type PropertyValue,
  removeOutputValues,
  ResourceReference,
  Secret,
} from "../../protocol/values";
import { type JsonMap, toJson } from "../../protocol/wire";
import type { ResourceState, Snapshot } from "../model/state";
import { SECRET_SIGNATURE, SIGNATURE_KEY } from "../../../lib/pulumiSignature";
import { goJson, goJsonBytes, nonEmpty, RawJson, struct } from "../workspace/goJson";
import { UserError } from "../workspace/userError";
import {
  CHECKPOINT_VERSION,
  orderedFields,
  RESOURCE_FIELDS,
  type StoredDeployment,
  type StoredResource,
} from "./checkpoint";
import { serializeFloat } from "./floats";
import { CiphertextCache, type Section, type SecretsManager } from "./secretsManager";

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
    const fields = orderedFields({
      ...state,
      inputs: this.properties(state.inputs, state.urn, "inputs"),
      outputs: this.properties(state.outputs, state.urn, "outputs"),
      customTimeouts: timeouts(state.customTimeouts),
    });
    return new RawJson(goJsonBytes(fields, { indent: INDENT, level }));
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
    features: nonEmpty(features),
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
    resources: nonEmpty(resources?.map(orderedResource)),
    pending_operations: nonEmpty(pending),
    ...others,
  });
}

function orderedResource(resource: StoredResource): Map<string, unknown> {
  const known = RESOURCE_FIELDS.filter((field) => field in resource).map((field) => [field, resource[field]]);
  const customTimeouts = resource.customTimeouts && struct(resource.customTimeouts);
  // Unknown fields follow.
  return struct({ ...(Object.fromEntries(known) as object), ...resource, customTimeouts });
}

/** `secrets_providers` of a checkpoint. */
const storedProvider = ({ state }: SecretsManager): Map<string, unknown> =>
  struct({ type: "passphrase", state: struct({ salt: state }) });

/**
 * A property value in the format of a checkpoint.
 * @param encrypt encrypts the JSON text of a secret; undefined for plaintext secrets (`stack export --show-secrets`)
 */
export function serializeProperty(
  value: PropertyValue,
  encrypt: ((secret: Secret, plaintext: string) => string) | undefined,
): unknown {
  return mapValue<unknown>(value, (special) => {
    if (typeof special === "number") return serializeFloat(special);
    if (special instanceof Secret) {
      // Secrets within the value are not encrypted again.
      const inner = serializeProperty(special.value, encrypt && ((_, text) => text));
      const plaintext = goJson(inner, { escapeHtml: true });
      const content = encrypt ? { ciphertext: encrypt(special, plaintext) } : { plaintext };
      return struct({ [SIGNATURE_KEY]: SECRET_SIGNATURE, ...content });
    }
    if (special instanceof OutputValue) return serializeProperty(removeOutputValues(special), encrypt);
    // A state also contains an empty version.
    if (special instanceof ResourceReference) return { packageVersion: "", ...(toJson(special) as JsonMap) };
    return toJson(special);
  });
}

function timeouts(value: ResourceState["customTimeouts"]): Map<string, unknown> | undefined {
  const set = TIMEOUT_FIELDS.filter((field) => value?.[field]);
  return set.length === 0 ? undefined : new Map(set.map((field) => [field, value![field]]));
}
