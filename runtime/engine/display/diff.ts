import { providerUrn } from "../model/providerReference";
import type { EngineEvent, StepMetadata } from "../model/events";
import { type URN, urnName } from "../model/urn";
import { createPalette, type Palette } from "./colors";
import { translateDetailedDiff } from "./detailedDiff";
import { type Diagnostic, severityPrefix } from "./diagnostics";
import { Heartbeat } from "./heartbeat";
import { renderObject, renderObjectDiff } from "./objectDiff";
import { operationLabel, type Display, type DisplayOptions } from "./options";
import { renderOutputs } from "./outputs";
import { isRootStack, isShown, opPrefix, retainFlag } from "./stepOp";
import { renderSummary } from "./summary";
import { sanitize, singleLine } from "./text";
import { diffObjects } from "./valueDiff";

/** Shows every step with its changed properties. */
export function createDiffDisplay(options: DisplayOptions): Display {
  const palette = createPalette(options.color);
  const label = operationLabel(options);
  options.write(`${label} (${options.stack}):\n`);
  const heartbeat = options.suppressProgress
    ? undefined
    : new Heartbeat(label, options.interactive ? 1 : 20, options.write);
  const print = (text: string, write: (text: string) => void): void => {
    if (text === "") return;
    heartbeat?.interrupt();
    write(text);
  };
  const steps = new StepRenderer(options, palette);
  return {
    sink(event) {
      if (event.type === "summary") print(renderSummary({ palette, ...event, errored: 0 }), options.write);
      else if (event.type === "diagnostic") print(renderDiagnostic(event, palette), options.writeError);
      else print(steps.render(event), options.write);
    },
    finish: () => heartbeat?.stop(),
  };
}

function renderDiagnostic(event: Diagnostic, palette: Palette): string {
  if (event.severity === "debug" || event.message.trim() === "") return "";
  const message = sanitize(event.message, palette.enabled);
  const end = event.streamId !== 0 || message.endsWith("\n") ? "" : "\n";
  return severityPrefix(event.severity, palette) + message + end;
}

/** Renders steps, indented under the parents that were rendered before. */
class StepRenderer {
  private readonly seen = new Map<URN, StepMetadata>();

  constructor(
    private readonly options: DisplayOptions,
    private readonly palette: Palette,
  ) {}

  render(event: EngineEvent): string {
    if (event.type === "resource-pre") return this.renderPre(event.step);
    return event.type === "resource-outputs" ? this.renderOutputs(event.step, event.planning) : "";
  }

  private renderPre(step: StepMetadata): string {
    this.seen.set(step.urn, step);
    // Its changes are known only with its outputs.
    if (step.op === "refresh") return "";
    return isShown(step, this.options.showSames) ? this.renderStep(step, false) : "";
  }

  private renderOutputs(step: StepMetadata, planning: boolean): string {
    if (!isShown(step, this.options.showSames)) return "";
    const refresh = this.seen.get(step.urn)?.op === "refresh";
    if (refresh && step.op === "update") return this.renderStep(step, refresh);
    const indent = this.indentOf(step);
    const settings = { palette: this.palette, indent: indent + 1, showSecrets: this.options.showSecrets };
    const text = renderOutputs(step, settings, { planning, refresh, showSames: this.options.showSames });
    // A refresh that precedes another operation shows only what it changes.
    const hasHeader = refresh && (step.op !== "refresh" || text !== "" || isRootStack(step));
    const header = hasHeader ? this.renderHeader(step, indent) : "";
    if (this.options.suppressOutputs || text === "") return header;
    return `${header}${this.palette.op(step.op)(`${blanks(indent + 1)}--outputs:--`)}\n${text}`;
  }

  private renderStep(step: StepMetadata, refresh: boolean): string {
    const indent = this.indentOf(step);
    return this.renderHeader(step, indent) + this.renderProperties(step, indent + 1, refresh);
  }

  private renderHeader(step: StepMetadata, indent: number): string {
    const { old, new: state, op } = step;
    const paint = this.palette.op(op);
    const lock = old?.protect && state && !state.protect ? " 🔓" : (state ?? old)?.protect ? " 🔒" : "";
    const title = `${opPrefix(op)}${singleLine(step.type)}: (${op}${retainFlag(step)})${lock}`;
    const lines = [blanks(indent) + paint(title)];
    const wholly = ["create", "delete", "delete-replaced", "discard", "discard-replaced"].includes(op);
    const simple = wholly ? paint : this.palette.op("same");
    const detail = (text: string, color = simple): void =>
      void lines.push(color(`${blanks(indent + 1)}[${text}]`));
    if (old?.id) detail(`id=${singleLine(old.id)}`);
    detail(`urn=${singleLine(step.urn)}`);
    if (step.provider) {
      if (old && state && (old.provider ?? "") !== (state.provider ?? ""))
        detail(`provider: ${old.provider ?? ""} => ${state.provider ?? ""}`, this.palette.op("update"));
      else if (urnName(providerUrn(step.provider)) !== "default") detail(`provider=${step.provider}`);
    }
    return `${lines.join("\n")}\n`;
  }

  private renderProperties(step: StepMetadata, indent: number, refresh: boolean): string {
    // An unchanged resource may have differences that the provider ignores; they are not shown.
    if (step.op === "same") return "";
    const { old, new: state } = step;
    const settings = { palette: this.palette, indent };
    if (step.detailedDiff && old && state) {
      const diff = translateDetailedDiff(step, refresh);
      return diff
        ? renderObjectDiff(diff, settings)
        : renderObject(old.inputs, { ...settings, op: "same", prefix: false });
    }
    if (!old || !state) {
      const only = state ?? old;
      if (!only) return "";
      const properties = state && isNotEmpty(state.outputs) ? state.outputs : only.inputs;
      return renderObject(properties, { ...settings, op: step.op, prefix: false });
    }
    const outputs = isNotEmpty(state.outputs);
    const [before, after] = outputs ? [old.outputs, state.outputs] : [old.inputs, state.inputs];
    const diff = diffObjects(before, after);
    if (!diff) return renderObject(after, { ...settings, op: "same", prefix: false });
    const included = !outputs && step.diffs && step.diffs.length > 0 ? new Set(step.diffs) : undefined;
    return renderObjectDiff(diff, settings, included && ((key) => included.has(key)));
  }

  /** One level for each parent that is shown and came before. Deletions are not indented: children come first. */
  private indentOf(step: StepMetadata): number {
    let level = 0;
    let parent = parentOf(step);
    while (parent !== undefined) {
      const known = this.seen.get(parent);
      if (!known) break;
      if (isShown(known, this.options.showSames)) level++;
      parent = parentOf(known);
    }
    return level;
  }
}

const parentOf = (step: StepMetadata): URN | undefined => (step.new ?? step.old)?.parent;
const blanks = (level: number): string => "    ".repeat(level);
const isNotEmpty = (map: object): boolean => Object.keys(map).length > 0;
