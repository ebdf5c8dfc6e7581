import { parseStackReference } from "../../backend/stackReference";
import { ExitCode, UserError } from "../../workspace/userError";
import type { CommandContext } from "../context";
import { createStack } from "../createStack";
import { ask } from "../prompt";
import { openWorkplace } from "../stackContext";

export interface StackInitFlags {
  stack?: string;
  noSelect?: boolean;
  secretsProvider?: string;
}

/** `pulumi stack init`: an empty stack. */
export async function stackInit(
  context: CommandContext,
  argument: string | undefined,
  flags: StackInitFlags,
): Promise<void> {
  refuseOtherSecretsProviders(flags.secretsProvider);
  const place = openWorkplace(context);
  let name = oneName(argument, flags.stack);
  if (name === undefined && context.interactive) name = (await ask(context, "stack name (dev): ")) || "dev";
  if (name === undefined) throw new UserError("missing stack name", ExitCode.configuration);
  await createStack(context, place, parseStackReference(name, place.project?.name), {
    select: !flags.noSelect,
  });
}

/** The stack's name, given as an argument or a flag. */
export function oneName(argument: string | undefined, flag: string | undefined): string | undefined {
  if (argument !== undefined && flag !== undefined)
    throw new UserError(
      "only one of --stack or argument stack name may be specified, not both",
      ExitCode.configuration,
    );
  return argument ?? flag;
}

/** @throws UserError for a provider that is not the passphrase */
export function refuseOtherSecretsProviders(provider: string | undefined): void {
  if (provider !== undefined && provider !== "default" && provider !== "passphrase")
    throw new UserError(
      `--secrets-provider ${provider} is not served by the embedded engine: default and passphrase are`,
      ExitCode.configuration,
    );
}
