import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { text as readAll } from "node:stream/consumers";
import { fileProblem, readText } from "../../../../lib/fileProblem";
import { textOfReasons } from "../../../protocol/provider";
import { CHECKPOINT_VERSION, deploymentError, type StoredDeployment } from "../../backend/checkpoint";
import { containsSecret, deserializeDeployment, PLAIN } from "../../backend/deserialize";
import { findIntegrityError } from "../../backend/integrity";
import { CiphertextCache, type SecretsManager, storedPassphraseState } from "../../backend/secretsManager";
import { CheckpointSerializer, storedCheckpoint, storedExport } from "../../backend/serialize";
import { fullyQualifiedName } from "../../backend/stackReference";
import { parseUrn } from "../../model/urn";
import { goKind } from "../../workspace/goJson";
import { UserError } from "../../workspace/userError";
import { type CommandContext, say, warn } from "../context";
import type { Flags } from "../flags";
import { crypterOf } from "../loadState";
import { secretsOf } from "../secrets";
import { openStackFile, requireStack, type StackContext } from "../stackContext";

/** `pulumi stack export`: the stack's state, on standard output or in a file. */
export async function stackExport(context: CommandContext, flags: Flags): Promise<void> {
  const { backend, reference } = await requireStack(context, flags.stack);
  const { latest } = await backend.read(reference);
  const deployment: StoredDeployment = latest ?? {
    manifest: { time: "0001-01-01T00:00:00Z", magic: "", version: "" },
  };
  const text = flags.showSecrets ? await revealed(context, deployment) : storedExport(deployment);
  if (flags.file === undefined) context.stdout.write(text);
  else await writeState(resolve(context.cwd, flags.file), text);
}

async function revealed(context: CommandContext, deployment: StoredDeployment): Promise<string> {
  const state = storedPassphraseState(deployment.secrets_providers, "the stack's state");
  const crypter = await crypterOf(context, deployment, state);
  const snapshot = deserializeDeployment(deployment, crypter);
  // The export names the secrets provider although it encrypts nothing.
  const named: SecretsManager | undefined =
    state === undefined ? undefined : { state, crypter: crypter ?? PLAIN };
  return new CheckpointSerializer(named, undefined, { showSecrets: true }).exported(snapshot);
}

async function writeState(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text, { mode: 0o600 });
  } catch (error) {
    throw new UserError(`${file}: found ${fileProblem(error)}; expected a file that can be written.`);
  }
}

/** `pulumi stack import`: replaces the stack's state by an exported one from standard input or a file. */
export async function stackImport(context: CommandContext, flags: Flags): Promise<void> {
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
    lock.release();
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
    const error = findIntegrityError({ ...deployment, resources: deployment.resources ?? [] });
    if (error !== undefined) errors.push(`state file contains errors: ${error}`);
  }
  if (force) return errors.forEach((error) => warn(context, error));
  if (errors.length === 0) return;
  errors.push("importing this file could be dangerous; rerun with --force to proceed anyway");
  throw new UserError(textOfReasons(errors));
}

/** The new state file: the given deployment, with plaintext secrets encrypted. */
async function checkpointContent(
  context: CommandContext,
  stack: StackContext,
  deployment: StoredDeployment,
): Promise<Buffer> {
  const name = fullyQualifiedName(stack.reference);
  const given = storedPassphraseState(deployment.secrets_providers, "the deployment");
  if (!containsSecret(deployment, "plaintext")) return storedCheckpoint(name, deployment);

  const file = openStackFile(context, stack);
  const secrets = await secretsOf(context, file, { stack: name, latest: deployment });
  const crypter = await crypterOf(context, deployment, given);
  const cache = new CiphertextCache();
  // Ciphertexts of another salt cannot be reused.
  const snapshot = deserializeDeployment(deployment, crypter, given === secrets.state ? cache : undefined);
  const content = new CheckpointSerializer(secrets, cache).checkpoint(name, snapshot);
  await file.save();
  return content;
}
