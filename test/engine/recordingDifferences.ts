/** An intended difference between the embedded engine and a recording of the official CLI. */
export interface RecordingDifference {
  /** The recording's path in `test/engine/recordings`. */
  file: string;
  what: string;
  why: string;
}

/** The reason why recordings of failing containers are not compared. */
export const NO_CONTAINERS = "no container runs, or fails, on a simulated node";

export const RECORDING_DIFFERENCES: readonly RecordingDifference[] = [
  {
    file: "commands/help.txt",
    what: "layout and words; lists only supported commands",
    why: "help lists only what works",
  },
  { file: "commands/up-help.txt", what: "same as commands/help.txt", why: "same as commands/help.txt" },
  { file: "commands/destroy-help.txt", what: "same as commands/help.txt", why: "same as commands/help.txt" },
  {
    file: "commands/version.txt",
    what: "prints this project's version",
    why: "the recorded build has no version and prints an empty line",
  },
  {
    file: "commands/up-json.txt",
    what: "no events of severity debug",
    why: "they describe internals of the official CLI",
  },
  {
    file: "commands/history-entry.json",
    what: "no runtime.metadata.*: package manager and TypeScript version",
    why: "asking the package manager takes longer than an unchanged update",
  },
  {
    file: "commands/stack.txt",
    what: "names the secrets provider",
    why: "later builds of the official CLI do so",
  },
  {
    file: "commands/locked.txt",
    what: "reports that `pulumi cancel` is safe if the lock's process has ended on this machine",
    why: "the user needs this to decide",
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
    what: "uid, version and time of a new object are unknown",
    why: "the values of a dry run are not those of the created object",
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
    why: "clearing a status adds no information",
  })),
  ...[
    "kubernetes-basic/01-create.state.json",
    "kubernetes-basic/03-update.state.json",
    "kubernetes-basic/04-replace.state.json",
    "kubernetes-basic/05-remove.state.json",
    "kubernetes-await/01-create.state.json",
  ].map((file) => ({
    file,
    what: "managedFields list a manager of kind Apply from the start",
    why: "objects are also created by server-side apply, so that later applies own the fields that they change",
  })),
  {
    file: "kubernetes-await/01-create.up.txt",
    what: "shows the server's warning about a deprecated annotation",
    why: "users must replace deprecated annotations",
  },
  {
    file: "kubernetes-await/01-create.state.json",
    what: "the CustomResourceDefinition has the status of the moment when it was established",
    why: "the provider waits for it and records the last read",
  },
  {
    file: "kubernetes-await/07-taken.up.txt",
    what: "advises in other words when the object exists already",
    why: "it names the actions that this provider supports",
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
