import { FramePainter } from "./framePainter";
import { operationLabel, type Display, type DisplayOptions } from "./options";
import { Progress } from "./progress";
import { createRowContext } from "./rows";
import { renderSections } from "./sections";
import { layoutTree } from "./treeLayout";

/** The minimum time between two frames, in milliseconds. */
const FRAME_INTERVAL = 60;
/** The maximum share of time for frames: the engine runs in the same process. */
const FRAME_SHARE = 0.1;
/** How often elapsed seconds and dots move, in milliseconds. */
const TICK = 1000;

/** Shows a tree of resources on a terminal and repaints it in place; the last frame stays. */
export function createTreeDisplay(options: DisplayOptions): Display {
  const context = createRowContext(options);
  const progress = new Progress(options, context);
  const painter = new FramePainter(options.write);
  options.write(`${operationLabel(options)} (${options.stack}):\n\n`);

  let nextFrame = -Infinity;
  let frameTimer: NodeJS.Timeout | undefined;
  const paint = (): void => {
    frameTimer = undefined;
    const begun = performance.now();
    // Some terminals report no size.
    const columns = options.columns || 80;
    const rows = options.rows || 24;
    const frame = layoutTree(progress, context, { columns, rows: context.done ? undefined : rows });
    painter.paint(frame, columns, rows);
    const cost = performance.now() - begun;
    nextFrame = begun + Math.max(FRAME_INTERVAL, cost / FRAME_SHARE);
  };
  // Events come in bursts of hundreds; one frame shows all of them.
  const requestFrame = (): void => {
    frameTimer ??= setTimeout(paint, Math.max(0, nextFrame - performance.now())).unref();
  };
  const ticks = setInterval(requestFrame, TICK).unref();

  return {
    sink(event) {
      progress.apply(event);
      requestFrame();
    },
    finish() {
      context.done = true;
      clearInterval(ticks);
      clearTimeout(frameTimer);
      paint();
      const sections = renderSections(progress, options, context.palette);
      options.write(progress.root ? `\n${sections}` : sections);
    },
  };
}
