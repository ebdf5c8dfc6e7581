/** Where the command line does not answer as the official CLI's recordings (`reference/pulumi/commands`) do, and why. */
export interface Unmatched {
  /** The recording. */
  file: string;
  what: string;
  why: string;
}

export const UNMATCHED: readonly Unmatched[] = [
  {
    file: "help.txt",
    what: "layout and words; lists the commands that are served and no others",
    why: "a command or flag in a help text is one that works here",
  },
  { file: "up-help.txt", what: "as help.txt", why: "as help.txt" },
  { file: "destroy-help.txt", what: "as help.txt", why: "as help.txt" },
  {
    file: "version.txt",
    what: "prints this project's version",
    why: "the recording is of a build without a version, which prints an empty line",
  },
  {
    file: "up-json.txt",
    what: "no events of severity debug",
    why: "they tell of the official CLI's insides",
  },
  {
    file: "history-entry.json",
    what: "no runtime.metadata.*: package manager and TypeScript version",
    why: "asking the package manager costs more time than an update without changes takes",
  },
  {
    file: "target-missing.txt",
    what: "the words of the error may differ",
    why: "the engine says the same of targets of updates, destroys and refreshes",
  },
  {
    file: "locked.txt",
    what: "adds to a lock whose process has ended on this machine that `pulumi cancel` is safe",
    why: "it is what the user must know next",
  },
];
