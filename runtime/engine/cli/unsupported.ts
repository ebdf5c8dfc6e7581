/** A flag of the official CLI that this engine does not support. Its use is an error. */
export interface UnsupportedFlag {
  /** As commander declares flags. */
  flags: string;
  /** The commands of the official CLI that have the flag. Default: all. */
  commands?: readonly string[];
  /** An alternative, if there is one. */
  instead?: string;
}

const OPERATIONS = ["up", "preview", "destroy", "refresh"] as const;

export const UNSUPPORTED_GLOBAL_FLAGS: readonly UnsupportedFlag[] = [
  { flags: "-e, --emoji" },
  { flags: "--logflow" },
  { flags: "--logtostderr" },
  { flags: "--memprofilerate <rate>" },
  { flags: "--otel-traces <endpoint>" },
  { flags: "--profiling <filename>" },
  { flags: "--tracing <endpoint>" },
  // The level is optional here: `whoami` and others have a flag -v without one.
  { flags: "-v, --verbose [level]" },
];

export const UNSUPPORTED_FLAGS: readonly UnsupportedFlag[] = [
  {
    flags: "--attach-debugger [what]",
    commands: OPERATIONS,
    instead: "start the program with NODE_OPTIONS=--inspect",
  },
  { flags: "--client <address>", commands: OPERATIONS },
  {
    flags: "--clear-pending-creates",
    commands: ["refresh"],
    instead: "`pulumi stack export | pulumi stack import` clears pending operations",
  },
  { flags: "-c, --config <key=value>", commands: ["refresh"], instead: "`pulumi config set`" },
  { flags: "--config-path", commands: ["refresh"] },
  { flags: "--copilot", commands: OPERATIONS },
  { flags: "-d, --debug", commands: OPERATIONS },
  { flags: "--exclude <urn>", commands: ["up", "refresh"], instead: "--target" },
  { flags: "-x, --exclude <urn>", commands: ["preview", "destroy"], instead: "--target" },
  { flags: "--exclude-dependents", commands: OPERATIONS },
  { flags: "--ignore-protect", commands: OPERATIONS },
  { flags: "--import-file <file>", commands: ["preview"] },
  { flags: "--import-pending-creates <urn-and-id>", commands: ["refresh"] },
  { flags: "--neo", commands: OPERATIONS },
  { flags: "--override-env <pair>", commands: OPERATIONS },
  { flags: "--plan <file>", commands: ["up"] },
  { flags: "--policy-pack <paths>", commands: ["up", "preview"] },
  { flags: "--policy-pack-config <paths>", commands: ["up", "preview"] },
  { flags: "--remote", commands: OPERATIONS },
  { flags: "--run-program", commands: ["up", "destroy", "refresh"] },
  { flags: "--save-plan <file>", commands: ["preview"] },
  {
    flags: "--secrets-provider <provider>",
    commands: ["up"],
    instead: "`pulumi stack init --secrets-provider`",
  },
  { flags: "--show-config", commands: OPERATIONS, instead: "`pulumi config`" },
  { flags: "--show-full-output", commands: OPERATIONS },
  { flags: "--show-policy-remediations", commands: ["up", "preview"] },
  { flags: "--show-reads", commands: ["up", "preview"] },
  { flags: "--show-replacement-steps", commands: OPERATIONS },
  { flags: "--skip-pending-creates", commands: ["refresh"] },
  { flags: "--skip-plugin-pre-install", commands: OPERATIONS },
  { flags: "--strict", commands: ["up"] },
  { flags: "--urns", commands: OPERATIONS },
  { flags: "--copy-config-from <stack>", commands: ["stack init"] },
  { flags: "--teams <team>", commands: ["stack init"] },
  { flags: "--remote-config", commands: ["stack init"] },
  { flags: "-y, --yes", commands: ["stack init"] },
  { flags: "-o, --organization <name>", commands: ["stack ls"] },
  { flags: "-t, --tag <tag>", commands: ["stack ls"] },
  { flags: "--version <version>", commands: ["stack export"] },
  { flags: "--output <format>", commands: ["stack", "stack ls", "stack history"] },
  { flags: "--full-dates", commands: ["stack history"] },
  { flags: "--open", commands: ["config", "config get"] },
];

/** Commands of the official CLI that this engine does not support, as lists of words. Their use is an error. */
export const UNSUPPORTED_COMMANDS: readonly (readonly string[])[] = [
  ...(
    "about ai api console convert deployment do env gen-completion import insights install login logout logs neo new org " +
    "package plugin policy project replay-events schema state template watch whoami"
  )
    .split(" ")
    .map((name) => [name]),
  ..."change-secrets-provider drift get graph rename schedule tag unselect webhook"
    .split(" ")
    .map((name) => ["stack", name]),
  ..."cp env edit refresh rm-all set-all web".split(" ").map((name) => ["config", name]),
];
