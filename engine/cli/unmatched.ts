/** Where the engine does not answer as the official CLI's recordings (`reference/pulumi`) do, and why. */
export interface Unmatched {
  /** The recording, by its path in `reference/pulumi`. */
  file: string;
  what: string;
  why: string;
}

export const UNMATCHED: readonly Unmatched[] = [
  {
    file: "commands/help.txt",
    what: "layout and words; lists the commands that are served and no others",
    why: "a command or flag in a help text is one that works here",
  },
  { file: "commands/up-help.txt", what: "as commands/help.txt", why: "as commands/help.txt" },
  { file: "commands/destroy-help.txt", what: "as commands/help.txt", why: "as commands/help.txt" },
  {
    file: "commands/version.txt",
    what: "prints this project's version",
    why: "the recording is of a build without a version, which prints an empty line",
  },
  {
    file: "commands/up-json.txt",
    what: "no events of severity debug",
    why: "they tell of the official CLI's insides",
  },
  {
    file: "commands/history-entry.json",
    what: "no runtime.metadata.*: package manager and TypeScript version",
    why: "asking the package manager costs more time than an update without changes takes",
  },
  {
    file: "commands/locked.txt",
    what: "adds to a lock whose process has ended on this machine that `pulumi cancel` is safe",
    why: "it is what the user must know next",
  },
  ...["03-update", "04-replace", "05-remove"].map((step) => ({
    file: `kubernetes-basic/${step}.preview.json.txt`,
    what: "has diffReasons, the names of the changed properties; uid and times of what would be created are unknown",
    why: "the option replaceOnChanges needs the names; a preview's own uid is not the object's",
  })),
];
