import type { Progress } from "../cache";

/**
 * Runs a build for a command: shows its progress on standard error, prints its result on standard output, and sets
 * the exit code. An interrupt cancels the build.
 */
export async function terminalProgress(
  build: (progress: Progress, signal: AbortSignal) => Promise<string>,
): Promise<void> {
  const cancellation = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => cancellation.abort(new Error("cancelled")));
  const terminal = process.stderr.isTTY;
  let shown = -Infinity;
  const progress = (message: string): void => {
    // At most one line per second where lines cannot be overwritten.
    if (!terminal && performance.now() - shown < 1000) return;
    shown = performance.now();
    process.stderr.write(
      terminal ? `\r\x1b[K${message.slice(0, process.stderr.columns - 1)}` : `${message}\n`,
    );
  };
  try {
    const result = await build(progress, cancellation.signal);
    if (terminal && shown > 0) process.stderr.write("\r\x1b[K");
    process.stdout.write(`${result}\n`);
  } catch (error) {
    process.stderr.write(`${terminal && shown > 0 ? "\n" : ""}error: ${(error as Error).message}\n`);
    process.exitCode = 1;
  }
}
