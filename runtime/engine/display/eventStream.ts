import { isDefaultProvider } from "../model/providerReference";
import type { EngineEvent, StepMetadata } from "../model/events";
import type { ResourceState } from "../model/state";
import { goJson, nonEmpty, struct } from "../workspace/goJson";
import { createPalette } from "./colors";
import { type Diagnostic, severityPrefix } from "./diagnostics";
import { blindedJson, detailedDiffJson, plainMessage } from "./eventJson";
import type { Display, DisplayOptions } from "./options";

/** Prints the events of an operation in the form of Pulumi's `apitype.EngineEvent`, one JSON document per line. */
export function createEventStreamDisplay(options: DisplayOptions): Display {
  let sequence = 0;
  const write = (name: string, payload: unknown): void => {
    const timestamp = Math.floor(Date.now() / 1000);
    options.write(`${goJson(struct({ sequence: sequence++, timestamp, [name]: payload }))}\n`);
  };
  return {
    sink(event) {
      const named = eventJson(event);
      if (named) write(...named);
    },
    finish: () => write("cancelEvent", {}),
  };
}

function eventJson(event: EngineEvent): [string, unknown] | undefined {
  switch (event.type) {
    case "prelude":
      return ["preludeEvent", { config: event.config }];
    case "diagnostic":
      return ["diagnosticEvent", diagnosticJson(event)];
    case "resource-pre":
    case "resource-outputs": {
      if (isDefaultProvider(event.step.urn)) return undefined;
      const name = event.type === "resource-pre" ? "resourcePreEvent" : "resOutputsEvent";
      return [name, struct({ metadata: metadataJson(event.step), planning: event.planning || undefined })];
    }
    case "resource-failed":
      return [
        "resOpFailedEvent",
        struct({ metadata: metadataJson(event.step), status: 0, steps: event.steps }),
      ];
    case "summary":
      return [
        "summaryEvent",
        struct({
          maybeCorrupt: false,
          durationSeconds: Math.ceil(event.durationSeconds),
          resourceChanges: event.changes,
          PolicyPacks: {},
          isPreview: event.preview,
          result: event.failed ? "failed" : "succeeded",
        }),
      ];
    case "cancel":
      // finish() writes the end of the stream.
      return undefined;
  }
}

const plain = createPalette(false);

const diagnosticJson = (event: Diagnostic): Map<string, unknown> =>
  struct({
    urn: event.urn || undefined,
    prefix: severityPrefix(event.severity, plain) || undefined,
    message: plainMessage(event),
    color: "never",
    severity: event.severity,
    streamID: event.streamId || undefined,
    ephemeral: event.ephemeral || undefined,
  });

const metadataJson = (step: StepMetadata): Map<string, unknown> =>
  struct({
    op: step.op,
    urn: step.urn,
    type: step.type,
    old: step.old ? stateJson(step.old) : null,
    new: step.new ? stateJson(step.new) : null,
    keys: nonEmpty(step.keys),
    diffs: nonEmpty(step.diffs),
    detailedDiff: detailedDiffJson(step.detailedDiff, "diffKind"),
    logical: step.logical || undefined,
    provider: step.provider ?? "",
  });

const stateJson = (state: ResourceState): Map<string, unknown> =>
  struct({
    type: state.type,
    urn: state.urn,
    custom: state.custom || undefined,
    delete: state.delete || undefined,
    id: state.id ?? "",
    parent: state.parent ?? "",
    protect: state.protect || undefined,
    retainOnDelete: state.retainOnDelete || undefined,
    inputs: blindedJson(state.inputs),
    outputs: blindedJson(state.outputs),
    provider: state.provider ?? "",
    initErrors: nonEmpty(state.initErrors),
  });
