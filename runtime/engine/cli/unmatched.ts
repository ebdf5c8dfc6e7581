/** Where the engine does not answer as the official CLI's recordings (`reference/pulumi`) do, and why. */
export interface Unmatched {
  /** The recording, by its path in `reference/pulumi`. */
  file: string;
  what: string;
  why: string;
}

/** Why what fails in containers, and what follows from it, cannot be compared. */
export const NO_CONTAINERS = "no container runs, or fails, on a simulated node";

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
  ...[
    "kubernetes-basic/03-update",
    "kubernetes-basic/04-replace",
    "kubernetes-basic/05-remove",
    "kubernetes-await/02-update",
    "kubernetes-await/07-taken",
  ].map((step) => ({
    file: `${step}.preview.json.txt`,
    what: "has diffReasons, the names of the changed properties",
    why: "the option replaceOnChanges needs them from the provider",
  })),
  {
    file: "kubernetes-basic/03-update.preview.json.txt",
    what: "uid, version and time of an object that is to be created are unknown",
    why: "those that the dry run made up are not the object's",
  },
  ...[
    "kubernetes-basic/03-update.preview.txt",
    "kubernetes-basic/03-update.up.txt",
    "kubernetes-basic/04-replace.up.txt",
    "kubernetes-basic/05-remove.up.txt",
    "kubernetes-await/02-update.up.txt",
  ].map((file) => ({
    file,
    what: "no row that repeats another with an empty message",
    why: "a status that is cleared is no news",
  })),
  ...[
    "kubernetes-basic/01-create.state.json",
    "kubernetes-basic/03-update.state.json",
    "kubernetes-basic/04-replace.state.json",
    "kubernetes-basic/05-remove.state.json",
    "kubernetes-await/01-create.state.json",
  ].map((file) => ({
    file,
    what: "managedFields name a manager of the kind Apply from the start",
    why: "objects are created by server-side apply too, so that later applies own what they change",
  })),
  {
    file: "kubernetes-await/01-create.up.txt",
    what: "tells the server's warning about a deprecated annotation",
    why: "who uses what goes away soon wants to know",
  },
  {
    file: "kubernetes-await/01-create.state.json",
    what: "the definition of a custom resource has the status that it had when it was established",
    why: "it is waited for, and what was read last is kept",
  },
  {
    file: "kubernetes-await/07-taken.up.txt",
    what: "advice in other words to who makes what exists already",
    why: "it names what there is to do here",
  },
  ...[
    "03-no-image.up.txt",
    "03-no-image.output.txt",
    "03-no-image.state.json",
    "04-crashing.up.txt",
    "05-no-endpoints.up.txt",
    "08-repair.up.txt",
    "08-repair.output.txt",
    "08-repair.state.json",
  ].map((file) => ({ file: `kubernetes-await/${file}`, what: "not compared", why: NO_CONTAINERS })),
];
