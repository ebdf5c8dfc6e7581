import { isDefaultProvider } from "../model/providerReference";
import type { ResourceChanges, StepMetadata } from "../model/events";
import type { ResourceState } from "../model/state";
import { goJson } from "../workspace/goJson";
import type { Clock } from "./clock";
import { createPalette } from "./colors";
import type { Diagnostic } from "./diagnostics";
import { severityPrefix } from "./diagnostics";
import type { Display, DisplayOptions } from "./options";
import { blindedJson } from "./shownValue";
import { isReplacementPart, isRootStack, isUnchanged } from "./stepOp";
import { stripEscapes } from "./text";

/** Prints one JSON document at the end: the steps of a preview, its diagnostics and counts. */
export function createPreviewJsonDisplay(options: DisplayOptions, clock: Clock): Display {
  const startedAt = clock.now();
  let config: Record<string, string> = {};
  const steps: Map<string, unknown>[] = [];
  const diagnostics: Map<string, unknown>[] = [];
  let changes: ResourceChanges | undefined;
  let durationSeconds: number | undefined;
  let maybeCorrupt = false;
  let finished = false;
  return {
    sink(event) {
      switch (event.type) {
        case "prelude":
          config = event.config;
          break;
        case "diagnostic":
          if (!event.ephemeral && event.severity !== "debug") diagnostics.push(diagnosticJson(event));
          break;
        case "stdout":
        case "policy":
          diagnostics.push(
            new Map([
              ["message", stripEscapes(event.message)],
              ["severity", "info"],
            ]),
          );
          break;
        case "resource-pre":
          if (isShown(event.step, options.showSames)) steps.push(stepJson(event.step, options));
          break;
        case "summary":
          ({ changes, durationSeconds, maybeCorrupt } = event);
          break;
      }
    },
    finish(result) {
      if (finished) return;
      finished = true;
      const seconds = durationSeconds ?? (clock.now() - startedAt) / 1000;
      const document = new Map<string, unknown>([
        ["config", orOmit(config)],
        ["steps", steps.length > 0 ? steps : undefined],
        ["diagnostics", diagnostics.length > 0 ? diagnostics : undefined],
        ["duration", Math.round(seconds * 1e9) || undefined],
        ["changeSummary", orOmit(changes ?? result?.changes ?? {})],
        ["maybeCorrupt", maybeCorrupt || undefined],
      ]);
      options.write(`${goJson(document, { indent: 4, escapeHtml: true })}\n`);
    },
  };
}

function isShown(step: StepMetadata, showSames: boolean): boolean {
  if (isDefaultProvider(step.urn)) return false;
  return isRootStack(step) || (!isReplacementPart(step) && (showSames || !isUnchanged(step)));
}

const plain = createPalette(false);

function diagnosticJson(event: Diagnostic): Map<string, unknown> {
  const text = severityPrefix(event.severity, plain) + stripEscapes(event.message);
  return new Map([
    ["urn", event.urn || undefined],
    ["message", event.streamId !== 0 || text.endsWith("\n") ? text : `${text}\n`],
    ["severity", event.severity],
  ]);
}

function stepJson(step: StepMetadata, options: DisplayOptions): Map<string, unknown> {
  const withProperties = !isRootStack(step) || !options.suppressOutputs;
  return new Map<string, unknown>([
    ["op", step.op],
    ["urn", step.urn],
    ["provider", step.provider || undefined],
    ["oldState", step.old && stateJson(step.old, withProperties)],
    ["newState", step.new && stateJson(step.new, withProperties)],
    ["diffReasons", orOmit(step.diffs)],
    ["replaceReasons", orOmit(step.keys)],
    ["detailedDiff", step.detailedDiff ? detailedDiffJson(step.detailedDiff) : null],
  ]);
}

const detailedDiffJson = (diff: NonNullable<StepMetadata["detailedDiff"]>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(diff).map(([path, { kind, inputDiff }]) => [
      path,
      new Map<string, unknown>([
        ["kind", kind],
        ["inputDiff", inputDiff],
      ]),
    ]),
  );

/** A resource's state with the same field order as in a checkpoint and with blinded secrets. */
function stateJson(state: ResourceState, withProperties: boolean): Map<string, unknown> {
  const { stackTrace, ...rest } = state.rest ?? {};
  return new Map<string, unknown>([
    ["urn", state.urn],
    ["custom", state.custom],
    ["delete", state.delete || undefined],
    ["id", state.id || undefined],
    ["type", state.type],
    ["inputs", withProperties ? orOmit(blindedJson(state.inputs)) : undefined],
    ["outputs", withProperties ? orOmit(blindedJson(state.outputs)) : undefined],
    ["parent", state.parent || undefined],
    ["protect", state.protect || undefined],
    ["taint", state.taint || undefined],
    ["external", state.external || undefined],
    ["dependencies", orOmit(state.dependencies)],
    ["initErrors", orOmit(state.initErrors)],
    ["provider", state.provider || undefined],
    ["propertyDependencies", orOmit(state.propertyDependencies)],
    ["pendingReplacement", state.pendingReplacement || undefined],
    ["additionalSecretOutputs", orOmit(state.additionalSecretOutputs)],
    ["aliases", orOmit(state.aliases)],
    ["customTimeouts", orOmit(state.customTimeouts)],
    ["importID", state.importID || undefined],
    ["retainOnDelete", state.retainOnDelete || undefined],
    ["deletedWith", state.deletedWith || undefined],
    ["replaceWith", orOmit(state.replaceWith)],
    ["created", state.created],
    ["modified", state.modified],
    ["sourcePosition", state.sourcePosition || undefined],
    ["stackTrace", stackTrace],
    ["ignoreChanges", orOmit(state.ignoreChanges)],
    ["hideDiff", orOmit(state.hideDiff)],
    ...Object.entries(rest),
  ]);
}

/** Omits an absent or empty value from the document. */
function orOmit<T extends object>(value: T | undefined): T | undefined {
  return value && Object.keys(value).length > 0 ? value : undefined;
}
