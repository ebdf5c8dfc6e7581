import { compareBytes, goJson } from "../../workspace/goJson";
import { UserError } from "../../workspace/userError";
import { type CommandContext, say } from "../context";
import { requireStack } from "../stackContext";
import { outputsOf, outputTable, outputText } from "../stackOutputs";

export interface StackOutputFlags {
  stack?: string;
  json?: boolean;
  shell?: boolean;
  showSecrets?: boolean;
}

/** `pulumi stack output`: prints all outputs or one. */
export async function stackOutput(
  context: CommandContext,
  name: string | undefined,
  flags: StackOutputFlags,
): Promise<void> {
  if (flags.json && flags.shell) throw new UserError("only one of --json and --shell may be set");
  const stack = await requireStack(context, flags.stack);
  const outputs = await outputsOf(
    context,
    await stack.backend.read(stack.reference),
    flags.showSecrets ?? false,
  );
  if (name === undefined) {
    if (flags.json) say(context, goJson(outputs, { indent: 2 }));
    else if (flags.shell)
      for (const key of Object.keys(outputs).sort(compareBytes)) say(context, shellLine(key, outputs[key]));
    else context.stdout.write(outputTable(outputs));
    return;
  }
  if (!Object.hasOwn(outputs, name))
    throw new UserError(`current stack does not have output property '${name}'`);
  const value = outputs[name];
  if (flags.json) say(context, goJson(value, { indent: 2 }));
  else say(context, flags.shell ? shellLine(name, value) : outputText(value));
}

/** `NAME=VALUE`, the value quoted for a POSIX shell if necessary. */
function shellLine(name: string, value: unknown): string {
  const text = outputText(value);
  const bare = /^[A-Za-z0-9_@%+=:,./-]+$/.test(text);
  return `${name}=${bare ? text : `'${text.replace(/'/g, "'\\''")}'`}`;
}
