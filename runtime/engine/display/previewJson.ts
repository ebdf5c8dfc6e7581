import { orderedFields } from "../backend/checkpoint";
import type { ResourceChanges, StepMetadata } from "../model/events";
import type { ResourceState } from "../model/state";
import { goJson, nonEmpty, struct } from "../workspace/goJson";
import { createPalette } from "./colors";
import { type Diagnostic, severityPrefix } from "./diagnostics";
import { blindedJson, detailedDiffJson, plainMessage } from "./eventJson";
import type { Display, DisplayOptions } from "./options";
import { isRootStack, isShown } from "./stepOp";

/** Prints one JSON document at the end: the steps of a preview, its diagnostics and counts. */
export function createPreviewJsonDisplay(options: DisplayOptions): Display {
  const startedAt = performance.now();
  let config: Record<string, string> = {};
  const steps: Map<string, unknown>[] = [];
  const diagnostics: Map<string, unknown>[] = [];
  let changes: ResourceChanges | undefined;
  let durationSeconds: number | undefined;
  return {
    sink(event) {
      switch (event.type) {
        case "prelude":
          config = event.config;
          break;
        case "diagnostic":
          if (!event.ephemeral && event.severity !== "debug") diagnostics.push(diagnosticJson(event));
          break;
        case "resource-pre":
          if (isShown(event.step, options.showSames)) steps.push(stepJson(event.step, options));
          break;
        case "summary":
          ({ changes, durationSeconds } = event);
          break;
      }
    },
    finish() {
      const seconds = durationSeconds ?? (performance.now() - startedAt) / 1000;
      const document = struct({
        config: nonEmpty(config),
        steps: nonEmpty(steps),
        diagnostics: nonEmpty(diagnostics),
        duration: Math.round(seconds * 1e9) || undefined,
        changeSummary: nonEmpty(changes),
      });
      options.write(`${goJson(document, { indent: 4, escapeHtml: true })}\n`);
    },
  };
}

const plain = createPalette(false);

const diagnosticJson = (event: Diagnostic): Map<string, unknown> =>
  struct({
    urn: event.urn || undefined,
    message: severityPrefix(event.severity, plain) + plainMessage(event),
    severity: event.severity,
  });

function stepJson(step: StepMetadata, options: DisplayOptions): Map<string, unknown> {
  const withProperties = !isRootStack(step) || !options.suppressOutputs;
  return struct({
    op: step.op,
    urn: step.urn,
    provider: step.provider || undefined,
    oldState: step.old && stateJson(step.old, withProperties),
    newState: step.new && stateJson(step.new, withProperties),
    diffReasons: nonEmpty(step.diffs),
    replaceReasons: nonEmpty(step.keys),
    detailedDiff: detailedDiffJson(step.detailedDiff, "kind"),
  });
}

/** A resource's state as in a checkpoint, with blinded secrets. */
const stateJson = (state: ResourceState, withProperties: boolean): Map<string, unknown> =>
  orderedFields({
    ...state,
    inputs: withProperties && blindedJson(state.inputs),
    outputs: withProperties && blindedJson(state.outputs),
  });
