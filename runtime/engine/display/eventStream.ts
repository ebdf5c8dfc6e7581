import { isDefaultProvider } from "../model/providerReference";
import type { EngineEvent, StepMetadata } from "../model/events";
import type { ResourceState } from "../model/state";
import { goJson } from "../workspace/goJson";
import { createPalette } from "./colors";
import { severityPrefix } from "./diagnostics";
import type { Display, DisplayOptions } from "./options";
import { blindedJson } from "./shownValue";
import { stripEscapes } from "./text";

/** Prints the events of an operation in the form of Pulumi's `apitype.EngineEvent`, one JSON document per line. */
export function createEventStreamDisplay(options: DisplayOptions): Display {
  let sequence = 0;
  let finished = false;
  const write = (name: string, payload: unknown): void => {
    const event = new Map<string, unknown>([
      ["sequence", sequence++],
      ["timestamp", Math.floor(Date.now() / 1000)],
      [name, payload],
    ]);
    options.write(`${goJson(event)}\n`);
  };
  return {
    sink(event) {
      if (finished) return;
      const named = eventJson(event);
      if (named) write(...named);
    },
    finish() {
      if (finished) return;
      finished = true;
      write("cancelEvent", {});
    },
  };
}

function eventJson(event: EngineEvent): [string, unknown] | undefined {
  switch (event.type) {
    case "prelude":
      return ["preludeEvent", { config: event.config }];
    case "diagnostic":
      return ["diagnosticEvent", diagnosticJson(event)];
    case "stdout":
    case "policy":
      return ["stdoutEvent", { message: stripEscapes(event.message), color: "never" }];
    case "resource-pre":
      return isDefaultProvider(event.step.urn)
        ? undefined
        : ["resourcePreEvent", stepJson(event.step, event.planning)];
    case "resource-outputs":
      return isDefaultProvider(event.step.urn)
        ? undefined
        : ["resOutputsEvent", stepJson(event.step, event.planning)];
    case "resource-failed":
      return [
        "resOpFailedEvent",
        new Map<string, unknown>([
          ["metadata", metadataJson(event.step)],
          ["status", 0],
          ["steps", event.steps],
        ]),
      ];
    case "summary":
      return [
        "summaryEvent",
        new Map<string, unknown>([
          ["maybeCorrupt", event.maybeCorrupt],
          ["durationSeconds", Math.ceil(event.durationSeconds)],
          ["resourceChanges", event.changes],
          ["PolicyPacks", {}],
          ["isPreview", event.preview],
          ["result", event.failed ? "failed" : "succeeded"],
        ]),
      ];
    case "cancel":
      // finish() writes the end of the stream.
      return undefined;
  }
}

const plain = createPalette(false);

function diagnosticJson(event: Extract<EngineEvent, { type: "diagnostic" }>): Map<string, unknown> {
  const message = stripEscapes(event.message);
  return new Map<string, unknown>([
    ["urn", event.urn || undefined],
    ["prefix", severityPrefix(event.severity, plain) || undefined],
    ["message", event.streamId !== 0 || message.endsWith("\n") ? message : `${message}\n`],
    ["color", "never"],
    ["severity", event.severity],
    ["streamID", event.streamId || undefined],
    ["ephemeral", event.ephemeral || undefined],
  ]);
}

const stepJson = (step: StepMetadata, planning: boolean): Map<string, unknown> =>
  new Map<string, unknown>([
    ["metadata", metadataJson(step)],
    ["planning", planning || undefined],
  ]);

function metadataJson(step: StepMetadata): Map<string, unknown> {
  return new Map<string, unknown>([
    ["op", step.op],
    ["urn", step.urn],
    ["type", step.type],
    ["old", step.old ? stateJson(step.old) : null],
    ["new", step.new ? stateJson(step.new) : null],
    ["keys", step.keys && step.keys.length > 0 ? step.keys : undefined],
    ["diffs", step.diffs && step.diffs.length > 0 ? step.diffs : undefined],
    ["detailedDiff", step.detailedDiff ? detailedDiffJson(step.detailedDiff) : null],
    ["logical", step.logical || undefined],
    ["provider", step.provider ?? ""],
  ]);
}

const detailedDiffJson = (diff: NonNullable<StepMetadata["detailedDiff"]>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(diff).map(([path, { kind, inputDiff }]) => [
      path,
      new Map<string, unknown>([
        ["diffKind", kind],
        ["inputDiff", inputDiff],
      ]),
    ]),
  );

function stateJson(state: ResourceState): Map<string, unknown> {
  return new Map<string, unknown>([
    ["type", state.type],
    ["urn", state.urn],
    ["custom", state.custom || undefined],
    ["delete", state.delete || undefined],
    ["id", state.id ?? ""],
    ["parent", state.parent ?? ""],
    ["protect", state.protect || undefined],
    ["retainOnDelete", state.retainOnDelete || undefined],
    ["inputs", blindedJson(state.inputs)],
    ["outputs", blindedJson(state.outputs)],
    ["provider", state.provider ?? ""],
    ["initErrors", state.initErrors.length > 0 ? state.initErrors : undefined],
  ]);
}
