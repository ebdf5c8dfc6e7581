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

/** `pulumi stack init`: creates an empty stack. */
export async function stackInit(
  context: CommandContext,
  argument: string | undefined,
  flags: StackInitFlags,
): Promise<void> {
  checkSecretsProvider(flags.secretsProvider);
  const place = openWorkplace(context);
  let name = oneName(argument, flags.stack);
  if (name === undefined && context.interactive) name = (await ask(context, "stack name (dev): ")) || "dev";
  if (name === undefined) throw new UserError("missing stack name");
  await createStack(context, place, parseStackReference(name, place.project?.name), {
    select: !flags.noSelect,
  });
}

/** The stack's name from the argument or the flag. @throws UserError when both are given */
export function oneName(argument: string | undefined, flag: string | undefined): string | undefined {
  if (argument !== undefined && flag !== undefined)
    throw new UserError("only one of --stack or argument stack name may be specified, not both");
  return argument ?? flag;
}

/** @throws UserError for any provider except passphrase */
export function checkSecretsProvider(provider: string | undefined): void {
  if (provider !== undefined && provider !== "default" && provider !== "passphrase")
    throw new UserError(
      `--secrets-provider: found ${provider}; expected default or passphrase, which the embedded engine supports`,
      ExitCode.configuration,
    );
}
