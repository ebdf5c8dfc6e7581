import type { DisplayOptions } from "../../../runtime/engine/display/options";

type TestOptions = DisplayOptions & {
  /** Everything written to standard output. */
  written(): string;
  /** The same, one entry per write. */
  writes: string[];
};

/** Options that collect the output. Default: plain, uncoloured lines of an update. */
export function testOptions(overrides: Partial<DisplayOptions> = {}): TestOptions {
  const writes: string[] = [];
  return Object.defineProperties(
    {
      kind: "update",
      stack: "dev",
      project: "shop",
      mode: "progress",
      interactive: false,
      color: false,
      columns: 80,
      rows: 24,
      showSames: false,
      suppressOutputs: false,
      suppressProgress: false,
      showSecrets: false,
      write: (text: string) => void writes.push(text),
      writeError: (text: string) => void writes.push(text),
      writes,
      written: () => writes.join(""),
    } satisfies TestOptions,
    // Object.assign would evaluate getters.
    Object.getOwnPropertyDescriptors(overrides),
  ) as TestOptions;
}
