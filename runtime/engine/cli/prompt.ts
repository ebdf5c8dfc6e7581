import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import { ExitCode, SilentExit, UserError } from "../workspace/userError";
import type { CommandContext } from "./context";

type Terminal = Pick<CommandContext, "stdin" | "stdout">;

/**
 * Asks the user for one line.
 * @param options.hidden does not echo the input
 * @param options.cancel ends the question
 * @throws UserError (exit code 8) when the user presses Ctrl-C or ends the input, or `cancel` is aborted
 */
export function ask(
  terminal: Terminal,
  question: string,
  options: { hidden?: boolean; cancel?: AbortSignal } = {},
): Promise<string> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  if (options.hidden) terminal.stdout.write(question);
  const readline = createInterface({
    input: terminal.stdin,
    output: options.hidden ? silent : terminal.stdout,
    terminal: Boolean(terminal.stdin.isTTY),
  });
  return new Promise((answered, failed) => {
    let done = false;
    const finish = (act: () => void): void => {
      if (done) return;
      done = true;
      readline.close();
      if (options.hidden) terminal.stdout.write("\n");
      act();
    };
    const cancelled = (): void => finish(() => failed(new UserError("cancelled", ExitCode.cancelled)));
    readline.on("SIGINT", cancelled);
    readline.on("close", cancelled);
    readline.question(options.hidden ? "" : question, (answer) => finish(() => answered(answer)));
    if (options.cancel?.aborted) cancelled();
    options.cancel?.addEventListener("abort", cancelled, { once: true });
  });
}

/**
 * Asks the user to choose one of several words, by its name, an unambiguous prefix or its number. Repeats invalid input.
 * @param initial the choice for an empty line
 * @throws see {@link ask}
 */
export async function choose<Choice extends string>(
  terminal: Terminal,
  question: string,
  choices: readonly Choice[],
  initial: Choice,
  cancel?: AbortSignal,
): Promise<Choice> {
  terminal.stdout.write(`${question}\n${choices.map((choice, at) => `  ${at + 1}. ${choice}\n`).join("")}`);
  for (;;) {
    const answer = (await ask(terminal, `[${initial}]: `, { cancel })).trim();
    if (answer === "") return initial;
    const named = choices.filter((choice) => choice === answer);
    const begun =
      named.length > 0 ? named : choices.filter((choice) => choice.startsWith(answer.toLowerCase()));
    const chosen = begun.length === 1 ? begun[0] : choices[Number(answer) - 1];
    if (chosen !== undefined) return chosen;
    terminal.stdout.write(`found ${JSON.stringify(answer)}; expected one of ${choices.join(", ")}\n`);
  }
}

/**
 * Asks the user to confirm an irreversible action by typing a name.
 * @throws SilentExit for any other input
 */
export async function confirmByName(terminal: Terminal, warning: string, name: string): Promise<void> {
  terminal.stdout.write(
    `${warning}\nPlease confirm that this is what you'd like to do by typing \`${name}\`: `,
  );
  if ((await ask(terminal, "")) === name) return;
  terminal.stdout.write("confirmation declined\n");
  throw new SilentExit(ExitCode.error);
}
