import type { DisplayOptions } from "../../../runtime/engine/display/options";

export type TestOptions = DisplayOptions & {
  /** All that was written to standard output. */
  written(): string;
  /** The same in the pieces in which it was written. */
  writes: string[];
};

/** For tests: options that collect what is written; by default plain lines of an update without colour. */
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
      writes,
      written: () => writes.join(""),
    } satisfies TestOptions,
    // Not copied but defined, so that getters stay getters.
    Object.getOwnPropertyDescriptors(overrides),
  ) as TestOptions;
}
