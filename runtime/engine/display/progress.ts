import { isDefaultProvider } from "../model/providerReference";
import type { EngineEvent, StepMetadata } from "../model/events";
import { makeUrn, parseUrn, STACK_TYPE, type URN } from "../model/urn";
import type { Diagnostic } from "./diagnostics";
import { ResourceRow, type RowContext } from "./rows";
import { isReadOp, isRootStack, isUnchanged, typeDisplayName } from "./stepOp";

type SummaryEvent = Extract<EngineEvent, { type: "summary" }>;

interface ProgressSettings {
  stack: string;
  project: string;
  /** Show unchanged resources too. */
  showSames: boolean;
}

/** Collects events into rows; does not know how they look. */
export class Progress {
  /** In the order of their first events. */
  readonly rows = new Map<URN, ResourceRow>();
  /** Set by the stack's first event. */
  stackRow: ResourceRow | undefined;
  /** Represents the stack until then, for messages that concern no other resource. */
  placeholder: ResourceRow | undefined;
  summary: SummaryEvent | undefined;
  /** The stack's step after its outputs are registered. */
  stackOutputs: StepMetadata | undefined;
  private heard = 0;

  constructor(
    private readonly settings: ProgressSettings,
    private readonly context: RowContext,
  ) {}

  /** The root of the tree of rows. */
  get root(): ResourceRow | undefined {
    return this.stackRow ?? this.placeholder;
  }
  /** All rows, the stack's first. */
  *allRows(): Iterable<ResourceRow> {
    if (this.placeholder) yield this.placeholder;
    yield* this.rows.values();
  }

  /** @returns the row for which plain output prints a line; undefined if there is nothing to print */
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
      case "prelude":
      case "cancel":
        return undefined;
    }
  }

  private applyStep(
    type: "resource-pre" | "resource-outputs" | "resource-failed",
    step: StepMetadata,
  ): ResourceRow | undefined {
    if (isDefaultProvider(step.urn)) return undefined;
    if (isReadOp(step.op)) {
      // Reads change nothing, so they have no row and appear as messages of the stack.
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
    // An unchanged stack is shown from its second event on.
    if ((known !== undefined && isRootStack(step)) || !isUnchanged(step) || this.settings.showSames)
      row.hidden = false;
    switch (type) {
      case "resource-pre":
        row.begin(step);
        return row;
      case "resource-outputs":
        row.end(step);
        if (isRootStack(step)) this.stackOutputs = step;
        return wasRefresh || this.outputsMatter(step) ? row : undefined;
      case "resource-failed":
        // A preview executes nothing that could fail; diagnostics report a failed plan.
        if (this.context.preview) return undefined;
        row.failed = true;
        this.context.failed = true;
        return row;
    }
  }

  /** Outputs are shown when a provider has changed the resource. */
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

  /** The row of a resource, created by its first message; undefined if the text is not a URN. */
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

/** Messages of plugins contain unchecked URNs. */
function isUrn(text: string): boolean {
  try {
    parseUrn(text);
    return true;
  } catch {
    return false;
  }
}
