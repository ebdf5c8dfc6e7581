import { stackNotFound } from "../../backend/fileBackend";
import { fullyQualifiedName, parseStackReference } from "../../backend/stackReference";
import { loadProject } from "../../workspace/project";
import { ExitCode, UserError } from "../../workspace/userError";
import type { CommandContext } from "../context";
import { createStack } from "../createStack";
import { chooseStack, openWorkplace, settingsOf } from "../stackContext";
import { oneName, checkSecretsProvider } from "./stackInit";

export interface StackSelectFlags {
  stack?: string;
  create?: boolean;
  secretsProvider?: string;
}

/** `pulumi stack select`: selects the stack for commands without `--stack`. */
export async function stackSelect(
  context: CommandContext,
  argument: string | undefined,
  flags: StackSelectFlags,
): Promise<void> {
  checkSecretsProvider(flags.secretsProvider);
  const place = openWorkplace(context);
  const name = oneName(argument, flags.stack);
  const reference = name === undefined ? undefined : parseStackReference(name, place.project?.name);
  const project = place.project ?? loadProject(context.cwd);
  if (name === undefined || reference === undefined) {
    if (!context.interactive)
      throw new UserError("no stack selected; specify a stack name with --stack", ExitCode.stackNotFound);
    await chooseStack(context, place, project, { create: createStack });
    return;
  }
  if (!place.backend.exists(reference)) {
    if (!flags.create) throw stackNotFound(name);
    await createStack(context, place, reference, { select: false });
  }
  await settingsOf(context, project).select(fullyQualifiedName(reference));
}
