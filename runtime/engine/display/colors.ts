import chalk from "chalk";
import type { StepOp } from "../model/events";

type Paint = (text: string) => string;

export type Palette = ReturnType<typeof createPalette>;

/**
 * The official CLI's colours by meaning.
 * @param enabled decides alone: neither the environment nor the stream is checked. If false, every paint returns its text
 *   unchanged
 */
export function createPalette(enabled: boolean) {
  const paint = new chalk.Instance({ level: enabled ? 1 : 0 });
  const ops: Record<StepOp, chalk.Chalk> = {
    same: paint.reset,
    create: paint.green,
    update: paint.yellow,
    delete: paint.red,
    replace: paint.magentaBright,
    "create-replacement": paint.greenBright,
    "delete-replaced": paint.redBright,
    read: paint.cyanBright,
    "read-replacement": paint.magentaBright,
    refresh: paint.yellow,
    discard: paint.red,
    "discard-replaced": paint.magentaBright,
    "remove-pending-replace": paint.yellow,
  };
  // The default colour needs no escape sequences.
  const unchanged: Paint = (text) => text;
  return {
    enabled,
    headline: paint.magentaBright.bold,
    columnHeader: paint.bold.underline,
    resourceHeader: paint.blueBright,
    error: paint.red,
    warning: paint.yellow,
    info: paint.magenta,
    debug: paint.gray,
    bold: paint.bold,
    /** A finished or planned operation. */
    op: (op: StepOp): Paint => (op === "same" ? unchanged : ops[op]),
    /** An operation in progress. */
    progress: (op: StepOp): Paint => (op === "same" ? unchanged : ops[op].bold),
  };
}
