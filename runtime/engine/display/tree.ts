import type { Clock } from "./clock";
import { createPalette } from "./colors";
import { FramePainter } from "./framePainter";
import { operationLabel, type Display, type DisplayOptions } from "./options";
import { Progress } from "./progress";
import type { RowContext } from "./rows";
import { renderSections } from "./sections";
import { layoutTree } from "./treeLayout";

/** The minimum time between two frames, in milliseconds. */
const FRAME_INTERVAL = 60;
/** The maximum share of time for frames: the engine runs in the same process. */
const FRAME_SHARE = 0.1;
/** How often elapsed seconds and dots move, in milliseconds. */
const TICK = 1000;

/** Shows a tree of resources on a terminal and repaints it in place; the last frame stays. */
export function createTreeDisplay(options: DisplayOptions, clock: Clock): Display {
  const palette = createPalette(options.color);
  const context: RowContext = {
    palette,
    kind: options.kind,
    preview: options.kind === "preview",
    interactive: true,
    done: false,
    failed: false,
    now: () => clock.now(),
  };
  const progress = new Progress(options, context);
  const painter = new FramePainter((text) => options.write(text));
  const startedAt = clock.now();
  options.write(`${operationLabel(options)} (${options.stack}):\n\n`);

  let nextFrame = -Infinity;
  let cancelFrame: (() => void) | undefined;
  const paint = (): void => {
    cancelFrame = undefined;
    const begun = clock.now();
    // Some terminals report no size.
    const columns = options.columns || 80;
    const rows = options.rows || 24;
    const frame = layoutTree(progress, context, { columns, rows: context.done ? undefined : rows });
    painter.paint(frame, columns, rows);
    const cost = clock.now() - begun;
    nextFrame = begun + Math.max(FRAME_INTERVAL, cost / FRAME_SHARE);
  };
  // Events come in bursts of hundreds; one frame shows all of them.
  const requestFrame = (): void => {
    cancelFrame ??= clock.after(Math.max(0, nextFrame - clock.now()), paint);
  };
  const stopTicking = clock.every(TICK, requestFrame);

  return {
    sink(event) {
      if (context.done) return;
      progress.apply(event);
      requestFrame();
    },
    finish(result, outputs) {
      if (context.done) return;
      context.done = true;
      stopTicking();
      cancelFrame?.();
      paint();
      const elapsedSeconds = (clock.now() - startedAt) / 1000;
      const sections = renderSections(progress, options, palette, { result, outputs, elapsedSeconds });
      options.write(progress.root ? `\n${sections}` : sections);
    },
  };
}
