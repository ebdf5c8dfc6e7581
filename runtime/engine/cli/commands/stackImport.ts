import { resolve } from "node:path";
import { text as readAll } from "node:stream/consumers";
import { readText } from "../../../../lib/fileProblem";
import { CHECKPOINT_VERSION, deploymentError, type StoredDeployment } from "../../backend/checkpoint";
import { deserializeDeployment, hasCiphertext } from "../../backend/deserialize";
import { findIntegrityError } from "../../backend/integrity";
import { CiphertextCache, storedPassphraseState } from "../../backend/secretsManager";
import { CheckpointSerializer, storedCheckpoint } from "../../backend/serialize";
import { fullyQualifiedName } from "../../backend/stackReference";
import { SECRET_SIGNATURE, SIGNATURE_KEY } from "../../../../lib/pulumiSignature";
import { parseUrn } from "../../model/urn";
import { UserError } from "../../workspace/userError";
import { type CommandContext, say, warn } from "../context";
import { secretsOf, unlock } from "../secrets";
import { openStackFile, requireStack, type StackContext } from "../stackContext";

export interface StackImportFlags {
  stack?: string;
  file?: string;
  force?: boolean;
}

/** `pulumi stack import`: replaces the stack's state by an exported one from standard input or a file. */
export async function stackImport(context: CommandContext, flags: StackImportFlags): Promise<void> {
  const stack = await requireStack(context, flags.stack);
  const text =
    flags.file === undefined
      ? await readAll(context.stdin)
      : readText(resolve(context.cwd, flags.file), { expected: "an exported state", Failure: UserError });
  const deployment = parseExport(text, stack.reference.stack);
  checkDeployment(context, deployment, stack, flags.force ?? false);
  for (const { resource, type } of deployment.pending_operations ?? [])
    warn(context, `removing pending operation '${type}' on '${resource.urn}' from snapshot`);
  delete deployment.pending_operations;

  const lock = await stack.backend.lock(stack.reference);
  try {
    await stack.backend.write(stack.reference, await checkpointContent(context, stack, deployment));
  } finally {
    await lock.release();
  }
  say(context, "Import complete.");
}

/** @throws UserError, in the words of the official CLI, when the text is not a valid export */
function parseExport(text: string, stack: string): StoredDeployment {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new UserError(
      "the deployment: found text that is not JSON; expected the output of `pulumi stack export`.",
    );
  }
  if (goKind(json) !== "object")
    throw new UserError(
      `json: cannot unmarshal ${goKind(json)} into Go value of type apitype.UntypedDeployment`,
    );
  const { version = 0, deployment } = json as { version?: unknown; deployment?: unknown };
  if (typeof version !== "number")
    throw new UserError(`could not deserialize deployment: \`version\` must be a number`);
  if (version > CHECKPOINT_VERSION)
    throw new UserError(
      `the stack '${stack}' is newer than what this version of the Pulumi CLI understands. ` +
        "Please update your version of the Pulumi CLI",
    );
  if (version < CHECKPOINT_VERSION)
    throw new UserError(`the stack '${stack}' is too old to be used by this version of the Pulumi CLI`);
  if (deployment === undefined)
    throw new UserError("could not deserialize deployment: unexpected end of JSON input");
  if (goKind(deployment) !== "object")
    throw new UserError(
      `could not deserialize deployment: json: cannot unmarshal ${goKind(deployment)} into Go value of type apitype.DeploymentV3`,
    );
  const error = deploymentError(deployment);
  if (error !== undefined) throw new UserError(`could not deserialize deployment: ${error}`);
  return deployment as StoredDeployment;
}

/** Go's name for the type of a JSON value. */
function goKind(json: unknown): string {
  if (Array.isArray(json)) return "array";
  if (json === null) return "null";
  return typeof json === "boolean" ? "bool" : typeof json;
}

/** @throws UserError for errors in the deployment; with `force` it prints them as warnings */
function checkDeployment(
  context: CommandContext,
  deployment: StoredDeployment,
  { reference }: StackContext,
  force: boolean,
): void {
  const errors = (deployment.resources ?? []).flatMap(({ urn }) => {
    const of = parseUrn(urn).stack;
    return of === reference.stack
      ? []
      : [`resource '${urn}' is from a different stack (${of} != ${reference.stack})`];
  });
  if (context.checkIntegrity) {
    const error = findIntegrityError({
      manifest: deployment.manifest,
      resources: deployment.resources ?? [],
    });
    if (error !== undefined) errors.push(`state file contains errors: ${error}`);
  }
  if (force) return errors.forEach((error) => warn(context, error));
  if (errors.length === 0) return;
  errors.push("importing this file could be dangerous; rerun with --force to proceed anyway");
  throw new UserError(
    `${errors.length} errors occurred:\n${errors.map((error) => `\t* ${error}\n`).join("")}`,
  );
}

/** The new state file: the given deployment, with plaintext secrets encrypted. */
async function checkpointContent(
  context: CommandContext,
  stack: StackContext,
  deployment: StoredDeployment,
): Promise<Buffer> {
  const name = fullyQualifiedName(stack.reference);
  const given = storedPassphraseState(deployment.secrets_providers, "the deployment");
  if (!hasPlaintext(deployment)) return storedCheckpoint(name, deployment);

  const file = openStackFile(context, stack);
  const secrets = await secretsOf(context, file, { stack: name, latest: deployment });
  const crypter =
    given === undefined || !hasCiphertext(deployment) ? undefined : await unlock(context, given);
  // Ciphertexts of another salt cannot be reused.
  const cache = new CiphertextCache();
  const snapshot = deserializeDeployment(
    deployment,
    crypter,
    given === secrets.state ? cache : new CiphertextCache(),
  );
  const content = new CheckpointSerializer(secrets, cache).checkpoint(name, snapshot);
  await file.save();
  return content;
}

function hasPlaintext(json: unknown): boolean {
  if (typeof json !== "object" || json === null) return false;
  if (Array.isArray(json)) return json.some(hasPlaintext);
  const map = json as Record<string, unknown>;
  return (
    (map[SIGNATURE_KEY] === SECRET_SIGNATURE && typeof map.plaintext === "string") ||
    Object.values(map).some(hasPlaintext)
  );
}
