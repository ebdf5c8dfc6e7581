/** How to run what this engine does not support. */
export const OFFICIAL_CLI =
  "`make pulumi` builds the official CLI, and `ENGINE=official tools/pulumi …` runs a command with it";
