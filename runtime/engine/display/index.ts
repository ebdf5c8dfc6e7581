import { systemClock, type Clock } from "./clock";
import { createDiffDisplay } from "./diff";
import { createEventStreamDisplay } from "./eventStream";
import type { Display, DisplayOptions } from "./options";
import { createPlainDisplay } from "./plain";
import { createPreviewJsonDisplay } from "./previewJson";
import { createSummaryJsonDisplay } from "./summaryJson";
import { createTreeDisplay } from "./tree";

export type { Display, DisplayOptions } from "./options";

/**
 * Creates the display of one operation and writes its header.
 * @param clock default: the system's
 */
export function createDisplay(options: DisplayOptions, clock: Clock = systemClock): Display {
  switch (options.mode) {
    case "json":
      return options.kind === "preview"
        ? createPreviewJsonDisplay(options, clock)
        : createEventStreamDisplay(options);
    case "summary":
      return createSummaryJsonDisplay(options);
    case "diff":
      return createDiffDisplay(options, clock);
    case "progress":
      return options.interactive ? createTreeDisplay(options, clock) : createPlainDisplay(options, clock);
  }
}
