import { UNMATCHED } from "./unmatched";
import { UNSERVED_COMMANDS, UNSERVED_FLAGS, UNSERVED_GLOBAL_FLAGS } from "./unserved";

/** What the embedded engine does and does not do, as Markdown: what docs/engine.md holds. */
export function engineMarkdown(): string {
  const rows = UNMATCHED.map(({ file, what, why }) => `| \`${file}\` | ${what} | ${why} |`);
  const flags = UNSERVED_FLAGS.map(
    ({ flags, commands, instead }) =>
      `| \`${flags}\` | ${(commands ?? ["every command"]).join(", ")} | ${instead ?? ""} |`,
  );
  return `${SERVED}
${REFUSED}

Commands: ${UNSERVED_COMMANDS.map((words) => `\`${words.join(" ")}\``).join(", ")}.

Flags of every command: ${UNSERVED_GLOBAL_FLAGS.map(({ flags }) => `\`${flags}\``).join(", ")}. Further flags:

| flag | commands | instead |
|---|---|---|
${flags.join("\n")}

${DIFFERENT}

${MATCHED}

| recording | what differs | why |
|---|---|---|
${rows.join("\n")}
`;
}

const SERVED = `# The embedded engine

\`runtime/engine/bin/pulumi\` is an engine for Pulumi programs that needs npm packages and nothing else. It speaks Pulumi's own
protocols to the program and to provider plugins, and keeps state, stack files, locks, history and secrets in the formats
of the official file backend, so that the official CLI and this engine may take turns on one stack. What it is for is this
project's environment; it is not a replacement of the official CLI for every program.

## What it serves

- **Commands:** \`up\`, \`preview\`, \`destroy\`, \`refresh\`, \`cancel\`, \`version\`; \`stack\` with \`export\`, \`history\`,
  \`import\`, \`init\`, \`ls\`, \`output\`, \`rm\`, \`select\`; \`config\` with \`get\`, \`set\`, \`rm\`. \`--help\` tells the flags of each.
  Exit codes are the official ones.
- **Programs** with the runtime nodejs, CommonJS or ES modules, with \`nodeargs\`; the SDK is the one that the project has
  installed.
- **Resources:** custom resources and local components; explicit and default providers; the options parent, dependsOn,
  provider(s), protect, retainOnDelete, ignoreChanges, replaceOnChanges, deleteBeforeReplace, deletedWith, aliases,
  additionalSecretOutputs, customTimeouts, hideDiffs, id (reading what exists), transforms; functions of providers with
  their transforms; references to resources (\`pulumi:pulumi:getResource\`); secrets; stack outputs; dynamic providers.
- **Plugins**, in this order: a path under \`plugins.providers\` in Pulumi.yaml; \`pulumi-resource-NAME\` on PATH; the official
  CLI's plugin folder; the SDK's own dynamic provider; this checkout's \`runtime/providers\`. One with a \`provider.ts\` that exports
  \`createProvider\` runs in the engine's process, any other in its own.
- **Secrets** by the passphrase provider; **state** under \`file://\`.

An interrupted command loses nothing. What is begun is on disk before it is begun, and the next command finds out what
became of it. The first Ctrl-C lets what is under way finish and starts nothing new, the second ends at once. Programs and
plugins have sessions of their own, so that a terminal's Ctrl-C is the engine's alone, and they end when the engine is
gone.
`;

const REFUSED = `## What it refuses

Each of these is an error that names it; nothing is left out in silence.

- The resource option import; the options replaceWith, replacementTrigger and envVarMappings.
- remote components, which a provider constructs, and calls of methods of remote components.
- parameterized packages.
- resource hooks and error hooks.
- the built-in resources of the package pulumi (StackReference, Stash) and its functions other than getResource: the
  built-in function readStackOutputs and its like.
- GetDeploymentInfo, requirePulumiVersion and debuggers that attach through the engine.
- Runtimes other than nodejs, of programs and of plugins in folders; backends other than \`file://\`; compressed states;
  secrets providers other than passphrase; \`environment\` (Pulumi ESC) in stack files.`;

const DIFFERENT = `## Where it differs on purpose

- **Interrupted creations are finished.** The official engine warns of pending creations and forgets them; here a provider
  that can tell is asked what became of them, and they are adopted or made once.
- **A lock says whether its owner still lives**, and \`make\` takes over the lock of a command that was killed.
- **The Kubernetes provider applies on the server's side from the first moment**, so that every field has an owner of the
  kind Apply from the start: \`managedFields\` differ, and later applies leave foreign fields alone.
- **A Service with ready endpoints is ready at once**; the official provider waits ten seconds for them to settle. A
  definition of a custom resource is waited for until it is established.
- **What a preview cannot know is unknown:** the uid, version and time of an object that a dry run made up are not shown as
  if they were the object's.
- **The server's warnings are told** (deprecated versions and annotations).
- **A status that is cleared makes no row** in plain output; the official one repeats the row with an empty message.`;

const MATCHED = `## How it is held against the official engine

What the official CLI answered to a set of commands and programs is recorded (\`reference/pulumi\`, see CONTRIBUTING.md).
The tests run the same commands on the same programs with \`runtime/engine/bin/pulumi\`, each in a process of its own, and compare
rows, differences, JSON, messages, exit codes, outputs and states, secrets decrypted: \`test/engine\` the commands,
\`resource-options\` (with the order of its provider's calls) and \`dynamic-provider\`; \`test/kubernetes\` the programs
\`kubernetes-basic\` and \`kubernetes-await\` on an embedded API server with a simulated node. Taken out before comparing is
what differs between any two runs: times, random ids and generated names, the order of independent steps, positions in
sources, and on clusters also waiting for pods, uids, versions and addresses.

What is not matched, by recording (the list is \`runtime/engine/cli/unmatched.ts\`):`;
