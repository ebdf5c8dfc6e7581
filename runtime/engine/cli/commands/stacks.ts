import { rm } from "node:fs/promises";
import { stackNotFound } from "../../backend/fileBackend";
import { fullyQualifiedName, parseStackReference } from "../../backend/stackReference";
import { goJson, struct } from "../../workspace/goJson";
import { loadProject } from "../../workspace/project";
import { stackFilePath } from "../../workspace/stackFile";
import { ExitCode, UserError } from "../../workspace/userError";
import { type CommandContext, isTruthy, palette, say } from "../context";
import type { Flags } from "../flags";
import { humanTime } from "../humanTime";
import { ask, confirmByName } from "../prompt";
import {
  chooseStack,
  createStack,
  currentStack,
  displayName,
  openWorkplace,
  requireStack,
  settingsOf,
  type StackContext,
} from "../stackContext";
import { formatTable } from "../table";

/** `pulumi stack ls`: lists the stacks of one project or of all. */
export async function stackLs(context: CommandContext, flags: Flags): Promise<void> {
  const place = openWorkplace(context);
  const current = currentStack(context, place);
  const project = flags.project ?? (flags.all ? undefined : place.project?.name);
  const references = await place.backend.list(project);
  const summaries = await Promise.all(
    references.map(async (reference) => {
      const { latest } = await place.backend.read(reference);
      return {
        name: displayName(context, place, reference),
        current: reference.stack === current?.stack && reference.project === current.project,
        time: latest?.manifest.time,
        count: latest && (latest.resources ?? []).length,
      };
    }),
  );
  if (flags.json) {
    const list = summaries.map(({ name, current, time, count }) => {
      const lastUpdate = time === undefined ? undefined : new Date(time).toISOString();
      return struct({ name, current, lastUpdate, resourceCount: count });
    });
    return say(context, goJson(list, { indent: 2 }));
  }
  const rows = summaries.map(({ name, current, time, count }) => [
    current ? palette(context).bold.magenta(`${name}*`) : name,
    time === undefined ? "n/a" : humanTime(Date.parse(time)),
    count === undefined ? "n/a" : String(count),
  ]);
  context.stdout.write(formatTable(["NAME", "LAST UPDATE", "RESOURCE COUNT"], rows));
}

/** `pulumi stack init`: creates an empty stack. */
export async function stackInit(context: CommandContext, flags: Flags): Promise<void> {
  checkSecretsProvider(flags.secretsProvider);
  const place = openWorkplace(context);
  let name = flags.stack;
  if (name === undefined && context.interactive) name = (await ask(context, "stack name (dev): ")) || "dev";
  if (name === undefined) throw new UserError("missing stack name");
  const reference = parseStackReference(name, place.project?.name);
  await createStack(context, place, reference, flags.select);
}

/** `pulumi stack select`: selects the stack for commands without `--stack`. */
export async function stackSelect(context: CommandContext, flags: Flags): Promise<void> {
  checkSecretsProvider(flags.secretsProvider);
  const place = openWorkplace(context);
  const name = flags.stack;
  const reference = name === undefined ? undefined : parseStackReference(name, place.project?.name);
  const project = place.project ?? loadProject(context.cwd);
  if (name === undefined || reference === undefined) {
    if (!context.interactive)
      throw new UserError("no stack selected; specify a stack name with --stack", ExitCode.stackNotFound);
    await chooseStack(context, place, project, { create: true });
    return;
  }
  if (!place.backend.exists(reference)) {
    if (!flags.create) throw stackNotFound(name);
    await createStack(context, place, reference, false);
  }
  await settingsOf(context, project).select(fullyQualifiedName(reference));
}

/** @throws UserError for any provider except passphrase */
function checkSecretsProvider(provider: string | undefined): void {
  if (provider !== undefined && provider !== "default" && provider !== "passphrase")
    throw new UserError(
      `--secrets-provider: found ${provider}; expected default or passphrase, which the embedded engine supports`,
      ExitCode.configuration,
    );
}

/** `pulumi stack rm`: removes a stack's state, history and file. */
export async function stackRm(context: CommandContext, flags: Flags): Promise<void> {
  const stack = await requireStack(context, flags.stack);
  const name = displayName(context, stack, stack.reference);
  const yes = flags.yes || isTruthy(context.env.PULUMI_SKIP_CONFIRMATIONS);
  if (!yes && !context.interactive) throw new UserError("non-interactive mode requires --yes flag");
  if (!yes) await confirmByName(context, `This will permanently remove the '${name}' stack!`, name);
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
  flags: Flags,
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
    lock.release();
  }
}

/** Removes the stack's configuration file if the stack belongs to the current project. */
export async function removeStackFile({ project, reference }: StackContext): Promise<void> {
  if (project?.name !== reference.project) return;
  await rm(stackFilePath(project.stackFilesDir, reference.stack), { force: true });
}

/** `pulumi cancel`: removes all locks of the stack. */
export async function cancel(context: CommandContext, flags: Flags): Promise<void> {
  const stack = await requireStack(context, flags.stack);
  const name = displayName(context, stack, stack.reference);
  const warning = `This will irreversibly cancel the currently running update for '${name}'!`;
  if (context.interactive && !flags.yes) await confirmByName(context, warning, name);
  await stack.backend.cancel(stack.reference);
  say(context, palette(context).red(`The currently running update for '${name}' has been canceled!`));
}
