import { clusterChecks } from "../../runtime/providers/machine/preflight/cluster/checks";
import { dockerChecks } from "../../runtime/providers/machine/preflight/docker/checks";
import { machineChecks } from "../../runtime/providers/machine/preflight/machine/checks";
import { toolChecks } from "../doctor/toolChecks";

type Row = { id: string; title: string; remedy: string };

const SECTIONS: readonly [title: string, when: string, checks: readonly Row[]][] = [
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
];

/** docs/checks.md: every check, from the tables that the code runs. */
export function checksMarkdown(): string {
  const sections = SECTIONS.map(([title, when, checks]) => {
    const rows = checks.map(({ id, title: passes, remedy }) => `| \`${id}\` | ${passes} | ${remedy} |`);
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
  return `# Preflight checks

\`make up\` first checks its requirements. If one is not met, it reports all failures in one list, each with a fix, and creates
nothing. \`make doctor STACK=name\` only runs the checks; \`ARGS=--json\` prints the report as JSON.

| Result | Meaning | Exit code of \`make doctor\` |
| --- | --- | --- |
| passed | the requirement is met | 0 |
| warning | the requirement is not met, but \`make up\` continues | 0 |
| failed | \`make up\` stops | 1 |
| skipped | the check does not apply, or a fact is unknown; the report contains the reason | 0 |

${sections.map((lines) => lines.join("\n")).join("\n\n")}

## Source

\`runtime/providers/machine/preflight\` contains a folder for the machine, for Docker and for the cluster. In each,
\`requirements.ts\` defines the requirements, \`facts.ts\` collects facts, and \`checks.ts\` is a table of checks, which are pure
functions of both. The checks of programs are in \`tools/doctor/toolChecks.ts\`. To add a check, add an entry to its table and run
\`make docs\`.
`;
}
