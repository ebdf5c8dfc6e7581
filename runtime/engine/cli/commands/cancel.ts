import { ExitCode, SilentExit } from "../../workspace/userError";
import { type CommandContext, palette, say } from "../context";
import { confirmByName } from "../prompt";
import { displayName, requireStack } from "../stackContext";
import { oneName } from "./stackInit";

/** `pulumi cancel`: removes all locks of the stack. */
export async function cancel(
  context: CommandContext,
  argument: string | undefined,
  flags: { stack?: string; yes?: boolean },
): Promise<void> {
  const stack = await requireStack(context, oneName(argument, flags.stack));
  const name = displayName(context, stack, stack.reference);
  const warning = `This will irreversibly cancel the currently running update for '${name}'!`;
  if (context.interactive && !flags.yes && !(await confirmByName(context, warning, name))) {
    say(context, "confirmation declined");
    throw new SilentExit(ExitCode.error);
  }
  await stack.backend.cancel(stack.reference);
  say(context, palette(context).red(`The currently running update for '${name}' has been canceled!`));
}
