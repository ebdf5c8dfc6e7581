import { RECORDING_DIFFERENCES } from "../../test/engine/recordingDifferences";
import {
  UNSUPPORTED_COMMANDS,
  UNSUPPORTED_FLAGS,
  UNSUPPORTED_GLOBAL_FLAGS,
} from "../../runtime/engine/cli/unsupported";

/** The text of docs/engine.md. */
export function engineMarkdown(): string {
  const flags = UNSUPPORTED_FLAGS.map(
    ({ flags, commands, instead }) =>
      `| \`${flags}\` | ${(commands ?? ["all"]).join(", ")} | ${instead ?? ""} |`,
  );
  return `${SUPPORTED}
${UNSUPPORTED}

Commands: ${UNSUPPORTED_COMMANDS.map((words) => `\`${words.join(" ")}\``).join(", ")}.

Flags of all commands: ${UNSUPPORTED_GLOBAL_FLAGS.map(({ flags }) => `\`${flags}\``).join(", ")}. Other flags:

| Flag | Commands | Alternative |
|---|---|---|
${flags.join("\n")}

${OFFICIAL}

${DIFFERENT}

${KUBERNETES}

${TESTS}

| Recordings | Difference | Reason |
|---|---|---|
${differences().join("\n")}
`;
}

/** One row per difference, with all recordings that show it. */
function differences(): string[] {
  const files = new Map<string, string[]>();
  for (const { file, what, why } of RECORDING_DIFFERENCES) {
    const text = `${what} | ${why}`;
    files.set(text, [...(files.get(text) ?? []), `\`${file}\``]);
  }
  return [...files].map(([text, names]) => `| ${names.join(", ")} | ${text} |`);
}

const SUPPORTED = `# The embedded engine

\`runtime/engine/bin/pulumi\` runs Pulumi programs with npm packages alone. It speaks Pulumi's protocols to the program and to
provider plugins. State, stack files, locks, history and secrets have the formats of the official file backend, so the
official CLI and this engine can take turns on one stack. The engine supports what this project requires; the official CLI, which
\`make pulumi\` builds, runs the rest.

## Supported

- **Commands:** \`up\`, \`preview\`, \`destroy\`, \`refresh\`, \`cancel\`, \`version\`; \`stack\` with \`export\`, \`history\`,
  \`import\`, \`init\`, \`ls\`, \`output\`, \`rm\`, \`select\`; \`config\` with \`get\`, \`set\`, \`rm\`. \`--help\` lists the flags of
  each. Exit codes are the official ones.
- **Programs** with the runtime nodejs and its options \`nodeargs\`, \`typescript\` and \`tsconfig\`, as CommonJS or ES modules. They use
  the SDK that the project installs, and start from \`main\` of Pulumi.yaml, else \`exports\` or \`main\` of package.json. TypeScript
  sources are compiled and checked with the SDK's compiler, or by a loader in \`nodeargs\`.
- **Configuration** that satisfies the \`config\` schema of Pulumi.yaml; violations are reported before the program starts.
  \`pulumi:autonaming\` applies to providers that support it: official ones and the Kubernetes provider of this repository. Its
  Docker provider chooses names itself.
- **Resources:** custom resources and local components; explicit and default providers; the options parent, dependsOn,
  provider(s), protect, retainOnDelete, ignoreChanges, replaceOnChanges, deleteBeforeReplace, deletedWith, aliases,
  additionalSecretOutputs, customTimeouts, hideDiffs, id (reads an existing resource), transforms; provider functions with
  their transforms; resource references (\`pulumi:pulumi:getResource\`); secrets; stack outputs; dynamic providers.
- **Plugins**, searched in this order: a path under \`plugins.providers\` in Pulumi.yaml; \`pulumi-resource-NAME\` on PATH; the
  official CLI's plugin folder; the SDK's dynamic provider; this repository's \`runtime/providers\`. A plugin whose
  \`provider.ts\` exports \`createProvider\` runs in the engine's process, any other in its own.
- **Secrets** with the passphrase provider; **state** under \`file://\`.

An interrupted command loses nothing: the engine saves each step before it starts, and the next command determines how the step
ended. After the first Ctrl-C the engine completes the running steps and starts no others; a second Ctrl-C stops it at once.
Programs and plugins run in their own sessions, so a Ctrl-C in the terminal reaches only the engine. They end with the engine.
`;

const UNSUPPORTED = `## Unsupported

Each of these causes an error that names it; nothing is ignored silently.

- The resource option import; the options replaceWith, replacementTrigger and envVarMappings.
- Remote components, which a provider constructs, and calls of methods of remote components.
- Parameterized packages.
- Resource hooks and error hooks.
- The built-in resources of the package pulumi (StackReference, Stash) and its functions other than getResource, such as the
  built-in function readStackOutputs.
- GetDeploymentInfo, requirePulumiVersion and debuggers that attach through the engine.
- Runtimes other than nodejs, for programs and for plugins in folders; backends other than \`file://\`; compressed states;
  secrets providers other than passphrase; \`environment\` (Pulumi ESC) in stack files.`;

const OFFICIAL = `## The official CLI

\`make pulumi\` builds the official CLI from its Go module (\`runtime/pulumi/cli\`, some minutes, cached in \`~/.cache/meshstack\`) and
prints its path. It requires package registries only. A language host for nodejs (\`runtime/pulumi/languageHost\`) is beside it: it
starts programs with \`@pulumi/pulumi/cmd/run\` and plugins in folders with \`@pulumi/pulumi/cmd/run-plugin\`, as the official host
does. It installs dependencies and lists packages, but generates no code, and runs no policy packs.

\`\`\`sh
make up ENGINE=official                            # builds the CLI if no pulumi is on PATH
ENGINE=official tools/pulumi about -s dev          # any other command, with the backend and passphrase of make
ENGINE=official tools/pulumi -C ../other up -s dev # the same for another project
\`\`\`

\`tools/pulumi\` adds \`runtime/pulumi/plugins\` to the end of PATH for this CLI. So this repository's Kubernetes and Docker plugins
run where the official ones are not installed; the CLI warns that it uses a plugin from PATH.

At the end of a command the CLI calls \`Cancel\` of each plugin, interrupts it and waits for its end, one after the other, with five
seconds for the calls of all plugins. It reports "exited prematurely" for a plugin whose \`Cancel\` was not answered in that time. So
plugins answer \`Cancel\` at once and exit on SIGINT; a stack with dozens of explicit providers can still exceed the limit.
30 unchanged \`up\`s of stack \`dev\` in a row showed no such report, on 2 cores with a load of 8 to 19 (2026-11-29;
\`OFFICIAL_UPS=30 make test-conformance ARGS=officialCli\` repeats it).

### Import existing objects

Add the object to the program and import it. For an explicit provider, \`stack --show-urns\` prints the URN. The language host generates
no code. Without \`--protect=false\` the imported resource is protected.

\`\`\`sh
ENGINE=official tools/pulumi stack --show-urns -s dev | grep pulumi:providers:kubernetes
ENGINE=official tools/pulumi import kubernetes:core/v1:ConfigMap settings default/settings \\
  --provider 'cluster=URN' --protect=false --generate-code=false -s dev
make preview STACK=dev ARGS=--expect-no-changes
\`\`\`

### Use a stack from another project

The stacks of this project have the output \`kubeconfigPath\`. A provider accepts a kubeconfig's path or its text. A text that is a
secret output stays a secret.

\`\`\`ts
const environment = new pulumi.StackReference("organization/meshstack/dev");
const provider = new k8s.Provider("environment", { kubeconfig: environment.requireOutput("kubeconfigPath") });
\`\`\`

\`\`\`sh
ENGINE=official tools/pulumi -C ../other stack init dev
ENGINE=official tools/pulumi -C ../other up -s dev
\`\`\`

### Repair a state

\`\`\`sh
ENGINE=official tools/pulumi state unprotect 'URN' -s dev    # the resource can be deleted
ENGINE=official tools/pulumi state rename 'URN' NAME -s dev  # the program has renamed the resource
ENGINE=official tools/pulumi state delete 'URN' -s dev       # the object continues to exist
ENGINE=official tools/pulumi state repair -s dev             # after "snapshot integrity failure"
make preview STACK=dev ARGS=--expect-no-changes
\`\`\`

\`test/conformance/officialCommands.test.ts\` runs the commands of these sections.`;

const DIFFERENT = `## Intended differences from the official engine

- **Interrupted creations are completed.** The official engine warns about pending creations and removes them from the state. This
  engine asks the provider, if it supports this, whether the resource exists, and adopts it or creates it.
- **A lock error reports whether the owner of the lock still runs.** \`make\` takes over the lock of a killed command.
- **The Kubernetes provider uses server-side apply from the first write.** All its fields have a manager with the operation Apply, so
  \`managedFields\` differ, and later applies do not change fields of other managers.
- **A Service with ready endpoints is ready at once.** The official provider waits ten seconds for the endpoints to settle.
- **The Kubernetes provider waits until a CustomResourceDefinition is established.**
- **A preview shows unknown values as unknown.** It does not show the uid, version and time that a dry run returns, because the
  created object gets others.
- **The API server's warnings are shown** (deprecated versions and annotations).
- **A cleared status prints no row** in plain output. The official CLI repeats the row with an empty message.
- **Unsupported commands and flags have exit code 2**, which the official CLI does not use for them.

Known differences: a resource without a plugin version uses the provider \`default\`, while the official engine uses the version that
the project's packages or the state name; a plugin of a lower version than requested causes no warning.`;

const KUBERNETES = `## The Kubernetes provider

The rules are those of the official plugin:

- Inputs of built-in kinds are stored in the form of Kubernetes' Go types: \`1024Mi\` as \`1Gi\`, without unknown fields and without
  empty values that equal absent ones. Metadata that only the server writes is dropped.
- A change of an immutable field replaces the object only if the official plugin does so. Any other change that the server forbids
  fails, in the preview too; the resource option \`replaceOnChanges\` asks for a replacement.
- \`up\` takes over fields that kubectl changed; a preview reports them as a conflict. Fields of other managers are a conflict in both.
- A creation waits 31 seconds for a missing namespace and 63 seconds for a missing kind.

Not supported: Helm, kustomize, \`yaml/v2\`, Patch resources, client-side apply, \`renderYamlToDirectory\`. The preview fails with a message.
For these, use the official plugin with the official CLI. \`make pulumi-kubernetes\` builds the plugin from its Go module
(\`runtime/pulumi/kubernetesPlugin\`, more than an hour on two cores, cached in \`~/.cache/meshstack\`) and prints its path:

\`\`\`sh
PATH="$(dirname "$(make -s pulumi-kubernetes)"):$PATH" make up ENGINE=official
\`\`\`

\`make test-official-plugin\` compares the plugins on stack \`dev\`: created, changed and destroyed by one, previewed and refreshed by
the other. CI does not run it, because the build of the plugin from an empty cache takes more than an hour on two cores. The test
found no difference (2026-11-29).`;

const TESTS = `## Compatibility tests

\`test/conformance\` runs the same programs under both engines, with a test provider that logs its calls and fails on demand, and
compares exit code, messages, steps, provider calls, their order, diagnostics, decrypted state and \`preview --json\`:

| test | content |
|---|---|
| \`options\` | every resource option at creation, change and removal |
| \`autonaming\` | each rule of \`pulumi:autonaming\`, and the words of wrong settings |
| \`outputSummary\` | \`--output json\` of each operation |
| \`failures\` | a failure of each call and of the program |
| \`faults\` | entry points, configuration schema, \`--exclude-protected\`, words and exit codes of errors, features refused by name |
| \`programs\` | how programs of each kind start, end and fail |
| \`commandWords\` | words, streams and exit codes of commands |
| \`pending\` | the operation that a killed engine leaves in the state |
| \`kills\` | random graphs, both engines killed at random moments; nothing is orphaned or created twice |
| \`sequences\` | random sequences of 3 to 8 commands on random graphs, with failures, run by a random engine each on one state |
| \`counterexamples\` | cases in which the engines once differed |
| \`officialCli\`, \`officialCommands\` | stack \`dev\` in turns; import, StackReference and repairs of a state |

\`CONFORMANCE_SEED\` sets the programs of \`kills\` and \`sequences\`. The sequences are independent graphs of one stack, so that one
command serves all of them. By default both are small samples, with seed 1. To run more:

\`\`\`sh
CONFORMANCE_SEED=7 CONFORMANCE_RUNS=1000 make test-conformance ARGS=sequences
CONFORMANCE_SEED=7 CONFORMANCE_KILLS=200 make test-conformance ARGS=kills
\`\`\`

A sequence that differs is shrunk and printed, and becomes a case of \`counterexamples\`. \`sequences\` excludes what the official engine
leaves to chance or does wrong (\`test/conformance/graphs.ts\`, \`compare.ts\`). 1,000 sequences, in ten runs of 100 (seeds
3001 to 3010, 2026-11-29; 22 to 467 seconds each on two cores with a load of 2 to 26), showed no difference. 200 sequences of \`kills\` with seed 7 passed in 521 seconds.

\`node --import tsx test/mutations/run.ts "the engine"\` applies five deliberate faults to the engine, one after the other. A conformance
test finds each.

\`test/engine/recordings\` contains the output of the official CLI for a set of commands and programs
([README](../test/engine/recordings/README.md)). The tests run the same commands on the same programs with this engine and compare rows, diffs, JSON, messages, exit codes,
outputs and states with decrypted secrets: \`test/engine\` those of commands, \`test/conformance\` those of the programs
\`resource-options\` (with the order of the provider's calls), \`dynamic-provider\`, \`kubernetes-basic\` and \`kubernetes-await\`, the
last two on an embedded API server with a simulated node. The comparison ignores differences between any two runs: times, random ids,
generated names, the order of independent steps, source positions and, on clusters, progress messages, uids, versions and
addresses.

This engine differs from the recordings as follows (\`test/engine/recordingDifferences.ts\`):`;
