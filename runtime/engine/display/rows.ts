import type { OperationKind, StepMetadata, StepOp } from "../model/events";
import { parseUrn, type URN } from "../model/urn";
import { createPalette, type Palette } from "./colors";
import { DiagnosticLog, firstLine } from "./diagnostics";
import { renderDiffInfo } from "./diffInfo";
import type { DisplayOptions } from "./options";
import {
  doneText,
  failedText,
  isRootStack,
  opPrefix,
  plannedDoneText,
  plannedText,
  retainFlag,
  typeDisplayName,
  underwayText,
} from "./stepOp";
import { singleLine } from "./text";

/** The state of the display that a row depends on. */
export interface RowContext {
  palette: Palette;
  kind: OperationKind;
  preview: boolean;
  /** A live tree: one row per resource, which shows a replacement as one operation. */
  interactive: boolean;
  /** No more events will come. */
  done: boolean;
  /** An operation failed: replacements may be incomplete and are shown step by step. */
  failed: boolean;
}

export const createRowContext = ({ kind, color, interactive }: DisplayOptions): RowContext => ({
  palette: createPalette(color),
  kind,
  preview: kind === "preview",
  interactive,
  done: false,
  failed: false,
});

/** The five columns of a row. */
export interface RowColumns {
  op: string;
  type: string;
  name: string;
  status: string;
  info: string;
}

/** The state of one resource in the operation. */
export class ResourceRow {
  readonly diagnostics = new DiagnosticLog();
  failed = false;
  /** True for an unchanged resource without messages. */
  hidden = true;
  /** Milliseconds. */
  startedAt: number | undefined;
  endedAt: number | undefined;
  private readonly finishedOps = new Set<StepOp>();
  private replaceStep: StepMetadata | undefined;
  private diffInfo: { step: StepMetadata; text: string } | undefined;

  constructor(
    public step: StepMetadata,
    /** Rows are sorted by the order of their first events. */
    readonly order: number,
  ) {}

  get urn(): URN {
    return this.step.urn;
  }
  get parent(): URN | undefined {
    return (this.step.new ?? this.step.old)?.parent;
  }
  get erroneous(): boolean {
    return this.failed || this.diagnostics.counts.error > 0;
  }

  begin(step: StepMetadata): void {
    this.step = step;
    this.startedAt = performance.now();
    this.endedAt = undefined;
    // A refresh ends as another operation, which may then run again.
    this.finishedOps.delete(step.op);
  }
  end(step: StepMetadata): void {
    this.step = step;
    this.endedAt = performance.now();
    this.finishedOps.add(step.op);
    if (step.op === "replace") this.replaceStep = step;
  }

  /** True when the current operation is finished. The stack is in progress until the end. */
  isDone(context: RowContext): boolean {
    return this.failed || context.done || (!isRootStack(this.step) && this.finishedOps.has(this.step.op));
  }

  /** The operation to show. */
  shownOp(context: RowContext): StepOp {
    const { op } = this.step;
    const whole = context.interactive && !context.failed && (context.preview || context.done);
    return whole && ["create-replacement", "delete-replaced", "discard-replaced"].includes(op)
      ? "replace"
      : op;
  }

  columns(context: RowContext): RowColumns {
    const { palette } = context;
    const { type, name } = parseUrn(this.urn);
    const op = this.shownOp(context);
    return {
      op: palette.op(op)(opPrefix(op)),
      type: singleLine(typeDisplayName(type)),
      name: singleLine(name),
      status: this.status(context) + retainFlag(this.step),
      info: this.info(context),
    };
  }

  private status(context: RowContext): string {
    const { palette, preview } = context;
    const op = this.shownOp(context);
    if (!this.isDone(context) || this.isInterrupted(context)) {
      if (isRootStack(this.step) && op === "same") return "running";
      const paint = palette.progress(op);
      if (preview) return paint(plannedText(op));
      const text = underwayText(op);
      if (op === "same" || this.startedAt === undefined) return paint(text);
      return paint(`${text} (${Math.floor((performance.now() - this.startedAt) / 1000)}s)`);
    }
    if (preview) return palette.op(op)(plannedDoneText(op));
    if (this.erroneous) return palette.error(`**${failedText(op)}**`);
    const text = doneText(op);
    if (op === "same" || this.startedAt === undefined || this.endedAt === undefined)
      return palette.op(op)(text);
    const seconds = Math.max(0, this.endedAt - this.startedAt) / 1000;
    return palette.op(op)(`${text} (${seconds < 1 ? seconds.toFixed(2) : Math.floor(seconds)}s)`);
  }

  /** True when the operation ended without a result for this resource: it must not appear as created. */
  private isInterrupted({ preview, done }: RowContext): boolean {
    const custom = (this.step.new ?? this.step.old)?.custom ?? false;
    return done && !preview && custom && !this.erroneous && !this.finishedOps.has(this.step.op);
  }

  private info(context: RowContext): string {
    const parts: string[] = [];
    const diff = this.diff(context);
    if (diff !== "") parts.push(diff);
    if (context.done) parts.push(...this.diagnostics.summary(context.palette));
    else {
      const { last, lastError } = this.diagnostics;
      const shown = context.interactive ? (lastError ?? last) : last;
      const text = shown && firstLine(shown, context.palette);
      // In the official plain output, a cleared status leaves its separator behind.
      if (text !== undefined && (text !== "" || !context.interactive)) parts.push(text);
    }
    return parts.join("; ");
  }

  /** Cached per step: a tree is painted many times. */
  private diff(context: RowContext): string {
    const part = this.step.op === "create-replacement" || this.step.op === "delete-replaced";
    const step = part ? (this.replaceStep ?? this.step) : this.step;
    if (this.diffInfo?.step !== step) {
      this.diffInfo = { step, text: renderDiffInfo(step, context.kind, context.palette) };
    }
    return this.diffInfo.text;
  }
}
