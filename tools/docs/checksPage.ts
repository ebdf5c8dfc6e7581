import { clusterChecks } from "../../runtime/providers/machine/preflight/cluster/checks";
import { dockerChecks } from "../../runtime/providers/machine/preflight/docker/checks";
import { machineChecks } from "../../runtime/providers/machine/preflight/machine/checks";
import type { CheckDescription } from "../../lib/checks/check";
import { toolChecks } from "../doctor/toolChecks";
import { checks as environmentChecks } from "../verify/checks";

const SECTIONS: readonly [title: string, when: string, checks: readonly CheckDescription[]][] = [
  ["This machine: programs", "All drivers, `make doctor` only.", toolChecks],
  [
    "This machine: real nodes",
    "Driver `embedded` with `nodes: real`. Memory, disk space and ports that the stack's running cluster uses count as free.",
    machineChecks,
  ],
  ["A Docker daemon and its host", "Drivers `k3s` and `rancher`, for each Docker daemon.", dockerChecks],
  [
    "A cluster",
    "Driver `existing`, before anything is created on the cluster. Other drivers: `make doctor` only, when the stack is up. The stack's own objects are not conflicts.",
    clusterChecks,
  ],
  [
    "The running environment",
    "`make verify` only. [tools/verify](../tools/verify/README.md) describes how each check works.",
    environmentChecks,
  ],
];

/** docs/checks.md: every check, from the tables that the code runs. */
export function checksMarkdown(): string {
  const sections = SECTIONS.map(([title, when, checks]) => {
    const rows = checks.map(
      ({ id, title: passes, fix, note }) =>
        `| \`${id}\` | ${passes} | ${[fix, note].filter(Boolean).join(" ")} |`,
    );
    return [
      `## ${title}`,
      "",
      when,
      "",
      "| Check | Passes when | How to fix |",
      "| --- | --- | --- |",
      ...rows,
    ];
  });
  return `# Checks

\`make up\` first runs preflight checks of its requirements. If one fails, it reports all failures in one list, each with what was
found, what was expected and how to fix it, and creates nothing. \`make doctor STACK=name\` runs the same checks and creates nothing.
\`make verify STACK=name\` checks the environment of a stack that is up.

Both commands print the same report, and have the same options, passed as \`ARGS='…'\`:

| Option | Effect |
| --- | --- |
| \`--json\` | prints only the report, as JSON, at the end |
| \`--only ID[,ID]\` | shows only these checks, and the failure that prevented one of them |
| \`--list\` | lists the checks without running them |
| \`--timeout SECONDS\` | \`make verify\`: limits the wait for each condition, from 1 to 3600 (60) |

| Result | Meaning |
| --- | --- |
| passed | the requirement is met |
| warning | the requirement is not met, but \`make up\` continues |
| failed | the requirement is not met; \`make up\` stops |
| skipped | the check does not apply, or a fact is unknown; the report contains the reason |

| Exit code | Meaning (\`make\` itself exits with 2 for each code except 0) |
| --- | --- |
| 0 | no check failed |
| 1 | a check failed, or the stack of \`make verify\` is not up |
| 2 | invalid command line or stack file |
| 130 | interrupted by Ctrl+C, SIGTERM or SIGHUP, after the changes of checks are reverted; a second signal ends the command at once |

## JSON report

| Field | Type | Content |
| --- | --- | --- |
| \`stack\` | string | name of the stack |
| \`driver\` | string | driver of the cluster (\`cluster.driver\`) |
| \`istio\` | \`"classic"\`, \`"current"\` | the mesh |
| \`up\` | boolean | \`make doctor\`: whether the stack is up, so that its own objects and ports count as free |
| \`nodes\` | \`"simulated"\`, \`"real"\` | \`make verify\`: what runs the pods |
| \`summary\` | \`{ passed, warnings, failed, skipped }\` | number of checks with each result |
| \`checks[].subject\` | string | what is checked, such as \`This machine\` |
| \`checks[].id\` | string | ID, as in \`--only\` |
| \`checks[].title\` | string | what is so when the check passes |
| \`checks[].result\` | \`"passed"\`, \`"warning"\`, \`"failed"\`, \`"skipped"\` | result |
| \`checks[].details\` | string[] | what was found; for each failure, what was found and expected; or the reason for the skip |
| \`checks[].fixes\` | string[] | how to fix the failures |
| \`checks[].milliseconds\` | number | duration, without the time to read facts that several checks share |

${sections.map((lines) => lines.join("\n")).join("\n\n")}

## Source

\`lib/checks\` defines what a check and its result are, and runs checks. \`tools/checks\` contains what the two commands share:
options, interrupts, report. \`runtime/providers/machine/preflight\` contains a folder for the machine, for Docker and for the
cluster. In each, \`facts.ts\` collects facts, and \`checks.ts\` is a table of checks, which are pure functions of the
requirements (\`sdk/preflight.ts\`) and the facts. The checks of programs are in \`tools/doctor/toolChecks.ts\`, those of
\`make verify\` in \`tools/verify/checks\`. To add a check, add an entry to its table and run \`make docs\`.
`;
}
