import { rm, unlink } from "node:fs/promises";
import { stackFilePath } from "../../workspace/stackFile";
import { ExitCode, SilentExit, UserError } from "../../workspace/userError";
import { type CommandContext, isTruthy, palette, say } from "../context";
import { confirmByName } from "../prompt";
import { displayName, requireStack, settingsOf, type StackContext } from "../stackContext";
import { oneName } from "./stackInit";

export interface StackRmFlags {
  stack?: string;
  yes?: boolean;
  force?: boolean;
  preserveConfig?: boolean;
  removeBackups?: boolean;
}

/** `pulumi stack rm`: removes a stack's state, history and file. */
export async function stackRm(
  context: CommandContext,
  argument: string | undefined,
  flags: StackRmFlags,
): Promise<void> {
  const stack = await requireStack(context, oneName(argument, flags.stack));
  const name = displayName(context, stack, stack.reference);
  const yes = flags.yes || isTruthy(context.env.PULUMI_SKIP_CONFIRMATIONS);
  if (!yes && !context.interactive) throw new UserError("non-interactive mode requires --yes flag");
  if (!yes && !(await confirmByName(context, `This will permanently remove the '${name}' stack!`, name))) {
    say(context, "confirmation declined");
    throw new SilentExit(ExitCode.error);
  }
  await removeStack(stack, name, flags);
  if (!flags.preserveConfig) await removeStackFile(stack);
  say(context, palette(context).red(`Stack '${name}' has been removed!`));
  if (stack.project) await settingsOf(context, stack.project).select(undefined);
}

/**
 * Removes a stack's state and history.
 * @throws UserError when the stack has resources, unless forced
 */
export async function removeStack(
  { backend, reference }: StackContext,
  name: string,
  flags: Pick<StackRmFlags, "force" | "removeBackups">,
): Promise<void> {
  const lock = await backend.lock(reference);
  try {
    if (!flags.force && ((await backend.read(reference)).latest?.resources ?? []).length > 0)
      throw new UserError(
        `'${name}' still has resources; removal rejected. Possible actions:\n` +
          `- Make sure that '${name}' is the stack that you want to destroy\n` +
          "- Run `pulumi destroy` to delete the resources, then run `pulumi stack rm`\n" +
          "- Run `pulumi stack rm --force` to override this error",
      );
    await backend.remove(reference);
    if (!flags.removeBackups) return;
    const state = backend.layout.state(reference);
    for (const file of [`${state}.bak`, `${state}.bak.attrs`, backend.layout.backupDir(reference)])
      await rm(file, { recursive: true, force: true });
  } finally {
    await lock.release();
  }
}

/** Removes the stack's configuration file if the stack belongs to the current project. */
export async function removeStackFile({ project, reference }: StackContext): Promise<void> {
  if (project?.name !== reference.project) return;
  await unlink(stackFilePath(project.stackFilesDir, reference.stack)).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  });
}
