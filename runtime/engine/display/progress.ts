import type { EngineEvent, StepMetadata } from "../model/events";
import { makeUrn, parseUrn, STACK_TYPE, type URN } from "../model/urn";
import type { Diagnostic } from "./diagnostics";
import { ResourceRow, type RowContext } from "./rows";
import { isDefaultProvider, isReadOp, isRootStack, isUnchanged, typeDisplayName } from "./stepOp";

export type SummaryEvent = Extract<EngineEvent, { type: "summary" }>;

export interface ProgressSettings {
  stack: string;
  project: string;
  /** Show unchanged resources too. */
  showSames: boolean;
}

/** From events to rows: knows what happened, not how it looks. */
export class Progress {
  /** In the order in which the resources were heard of. */
  readonly rows = new Map<URN, ResourceRow>();
  /** Set when the events have told of the stack's resource. */
  stackRow: ResourceRow | undefined;
  /** Stands for the stack until then: what is about nothing else is said of it. */
  placeholder: ResourceRow | undefined;
  summary: SummaryEvent | undefined;
  /** The stack's step when its outputs had been registered. */
  stackOutputs: StepMetadata | undefined;
  readonly systemMessages: string[] = [];
  private heard = 0;

  constructor(
    private readonly settings: ProgressSettings,
    private readonly context: RowContext,
  ) {}

  /** The row that is the root of all others. */
  get root(): ResourceRow | undefined {
    return this.stackRow ?? this.placeholder;
  }
  /** Every row, the stack's first. */
  *allRows(): Iterable<ResourceRow> {
    if (this.placeholder) yield this.placeholder;
    yield* this.rows.values();
  }

  /**
   * Takes an event.
   * @returns the row that a line of plain output is due for; undefined where there is nothing to tell
   */
  apply(event: EngineEvent): ResourceRow | undefined {
    switch (event.type) {
      case "resource-pre":
      case "resource-outputs":
      case "resource-failed":
        return this.applyStep(event.type, event.step);
      case "diagnostic":
        return event.severity === "debug" ? undefined : this.applyDiagnostic(event);
      case "summary":
        this.summary = event;
        return undefined;
      case "stdout":
      case "policy":
        this.ensureRoot();
        this.systemMessages.push(event.message);
        return undefined;
      case "prelude":
      case "cancel":
        return undefined;
    }
  }

  private applyStep(
    type: "resource-pre" | "resource-outputs" | "resource-failed",
    step: StepMetadata,
  ): ResourceRow | undefined {
    if (isDefaultProvider(step)) return undefined;
    if (isReadOp(step.op)) {
      // Reads change nothing, so they get no row and are told as what the stack is doing.
      if (step.op !== "read" || type === "resource-failed") return undefined;
      const { type: resourceType, name } = parseUrn(step.urn);
      const message = `read ${typeDisplayName(resourceType)} ${name}`;
      return this.applyDiagnostic({
        type: "diagnostic",
        severity: "info",
        message,
        streamId: 0,
        ephemeral: true,
      });
    }
    const known = this.rows.get(step.urn);
    const row = known ?? this.addRow(step);
    const wasRefresh = row.step.op === "refresh";
    // A stack that does not change is shown from the second time on that one hears of it.
    if ((known !== undefined && isRootStack(step)) || !isUnchanged(step) || this.settings.showSames)
      row.hidden = false;
    switch (type) {
      case "resource-pre":
        row.begin(step, this.context.now());
        return row;
      case "resource-outputs":
        row.end(step, this.context.now());
        if (isRootStack(step)) this.stackOutputs = step;
        return wasRefresh || this.outputsMatter(step) ? row : undefined;
      case "resource-failed":
        // In a preview nothing was tried, so nothing failed but the plan, which its diagnostics tell.
        if (this.context.preview) return undefined;
        row.failed = true;
        this.context.failed = true;
        return row;
    }
  }

  /** Outputs are news where something was really done by a provider. */
  private outputsMatter(step: StepMetadata): boolean {
    if (this.context.preview || step.op === "same") return false;
    return (step.new ?? step.old)?.custom ?? true;
  }

  private applyDiagnostic(diagnostic: Diagnostic): ResourceRow {
    const row = (diagnostic.urn && this.rowOf(diagnostic.urn)) || this.ensureRoot();
    row.hidden = false;
    row.diagnostics.add(diagnostic);
    return row;
  }

  /** The row of a resource, made when a message is the first that is heard of it; undefined for what is no URN. */
  private rowOf(urn: URN): ResourceRow | undefined {
    const row = this.rows.get(urn);
    if (row || !isUrn(urn)) return row;
    return this.addRow({ op: "same", urn, type: parseUrn(urn).type, logical: true });
  }

  private addRow(step: StepMetadata): ResourceRow {
    const row = new ResourceRow(step, this.heard++);
    if (isRootStack(step)) this.stackRow ??= row;
    else this.ensureRoot();
    this.rows.set(step.urn, row);
    return row;
  }

  private ensureRoot(): ResourceRow {
    if (this.root) return this.root;
    const { stack, project } = this.settings;
    const urn = makeUrn(stack, project, undefined, STACK_TYPE, `${project}-${stack}`);
    this.placeholder = new ResourceRow({ op: "same", urn, type: STACK_TYPE, logical: true }, this.heard++);
    return this.placeholder;
  }
}

/** Messages come from plugins as well, whose URNs nobody has checked. */
function isUrn(text: string): boolean {
  try {
    parseUrn(text);
    return true;
  } catch {
    return false;
  }
}
