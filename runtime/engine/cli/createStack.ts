import { CheckpointSerializer } from "../backend/serialize";
import { fullyQualifiedName, type StackReference } from "../backend/stackReference";
import { emptySnapshot } from "../model/state";
import { loadProject } from "../workspace/project";
import { timestamp } from "../workspace/timestamp";
import { messageOf, UserError } from "../workspace/userError";
import type { CommandContext } from "./context";
import { secretsOf } from "./secrets";
import { openStackFile, settingsOf, type Workplace } from "./stackContext";

/**
 * Creates an empty stack: its state, and its file with the salt for secrets.
 * @throws UserError when the stack exists, its project is not the current one, or no passphrase is given
 */
export async function createStack(
  context: CommandContext,
  place: Workplace,
  reference: StackReference,
  options: { select: boolean } = { select: true },
): Promise<void> {
  const project = place.project ?? loadProject(context.cwd);
  if (reference.project !== project.name)
    throw new UserError(`provided project name "${reference.project}" doesn't match Pulumi.yaml`);
  const checkAbsent = (): void => {
    if (place.backend.exists(reference))
      throw new UserError(`stack '${fullyQualifiedName(reference)}' already exists`);
  };
  checkAbsent();
  const file = openStackFile(context, { project, reference });
  const secrets = await secretsOf(context, file).catch((error: unknown) => {
    throw new UserError(`could not create secrets manager for new stack: ${messageOf(error)}`);
  });
  const lock = await place.backend.lock(reference);
  try {
    checkAbsent();
    const snapshot = { ...emptySnapshot(), manifest: { time: timestamp(), magic: "", version: "" } };
    const content = new CheckpointSerializer(secrets).checkpoint(fullyQualifiedName(reference), snapshot);
    await place.backend.write(reference, content);
  } finally {
    await lock.release();
  }
  // As the official CLI, which keeps standard output for results.
  context.stderr.write(`Created stack '${reference.stack}'\n`);
  await file.save();
  if (options.select) await settingsOf(context, project).select(fullyQualifiedName(reference));
}
