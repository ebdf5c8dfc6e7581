import { isDefaultProvider } from "../model/providerReference";
import type { StepMetadata } from "../model/events";
import { urnName, urnType } from "../model/urn";
import { goJson, nonEmpty, struct } from "../workspace/goJson";
import type { Display, DisplayOptions } from "./options";

/** Prints one line of JSON at the end: the result, the counts and the changed resources. Diagnostics are not shown. */
export function createSummaryJsonDisplay({ showSames, write }: DisplayOptions): Display {
  const resources: Map<string, unknown>[] = [];
  return {
    sink(event) {
      if (event.type === "resource-pre") {
        if (isDefaultProvider(event.step.urn) || (event.step.op === "same" && !showSames)) return;
        resources.push(resourceJson(event.step));
      } else if (event.type === "summary") {
        const summary = struct({
          result: event.failed ? "failed" : "succeeded",
          duration: Math.round(event.durationSeconds * 1e9),
          summary: nonEmpty(event.changes),
          resources: nonEmpty(resources),
        });
        write(`${goJson(summary)}\n`);
      }
    },
    finish() {
      // The event `summary` was the last one.
    },
  };
}

const resourceJson = ({ urn, op, old, new: state }: StepMetadata): Map<string, unknown> =>
  struct({
    urn,
    type: urnType(urn),
    name: urnName(urn),
    op,
    parent: (state ?? old)?.parent || undefined,
  });
