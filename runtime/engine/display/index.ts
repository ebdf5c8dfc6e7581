import { createDiffDisplay } from "./diff";
import { createEventStreamDisplay } from "./eventStream";
import type { Display, DisplayOptions } from "./options";
import { createPlainDisplay } from "./plain";
import { createPreviewJsonDisplay } from "./previewJson";
import { createSummaryJsonDisplay } from "./summaryJson";
import { createTreeDisplay } from "./tree";

export type { Display, DisplayOptions } from "./options";

/** Creates the display of one operation and writes its header. */
export function createDisplay(options: DisplayOptions): Display {
  const display = displayOf(options);
  let finished = false;
  return {
    sink(event) {
      if (!finished) display.sink(event);
    },
    finish() {
      if (finished) return;
      finished = true;
      display.finish();
    },
  };
}

function displayOf(options: DisplayOptions): Display {
  switch (options.mode) {
    case "json":
      return options.kind === "preview"
        ? createPreviewJsonDisplay(options)
        : createEventStreamDisplay(options);
    case "summary":
      return createSummaryJsonDisplay(options);
    case "diff":
      return createDiffDisplay(options);
    case "progress":
      return options.interactive ? createTreeDisplay(options) : createPlainDisplay(options);
  }
}
