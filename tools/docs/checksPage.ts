import { clusterChecks } from "../../runtime/providers/machine/preflight/cluster/checks";
import { dockerChecks } from "../../runtime/providers/machine/preflight/docker/checks";
import { machineChecks } from "../../runtime/providers/machine/preflight/machine/checks";
import { toolChecks } from "../doctor/toolChecks";

type Row = { id: string; title: string; remedy: string };

const SECTIONS: readonly [title: string, when: string, checks: readonly Row[]][] = [
  ["This machine: programs", "Every driver; `make doctor` only.", toolChecks],
  [
    "This machine: real nodes",
    "Driver `embedded` with `nodes: real`. Memory, disk space and ports that a running cluster uses already count as free.",
    machineChecks,
  ],
  [
    "A Docker daemon and its host",
    "Drivers that run containers (`k3s`, `rancher`), for each Docker daemon.",
    dockerChecks,
  ],
  [
    "A cluster",
    "Driver `existing`, before anything is created on the cluster; the other drivers in `make doctor`, once the stack is up. What the stack itself created does not count as a conflict.",
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
      "| check | passes when | how to fix |",
      "| --- | --- | --- |",
      ...rows,
    ];
  });
  return `# Preflight checks

\`make up\` first checks its requirements and creates nothing when one is not met. It reports all failures in one list, each with
a fix. \`make doctor STACK=name\` only runs the checks. It exits with 0 when nothing stops an \`up\`, else with 1;
\`ARGS=--json\` prints the report as JSON. Warnings are reported and stop nothing. A check that cannot be made is skipped, with
the reason: an unknown fact is never a failure.

${sections.map((lines) => lines.join("\n")).join("\n\n")}

## Where they are

\`runtime/providers/machine/preflight\` has a folder for each kind of subject (and \`tools/doctor\` the programs), all of one shape:
requirements (\`requirements.ts\`), facts (\`facts.ts\`) and a table of checks (\`checks.ts\`), each a pure function of both. A new
check is one entry in its table; \`make docs\` writes this page.
`;
}
