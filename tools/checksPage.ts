import { clusterChecks } from "../runtime/providers/machine/preflight/cluster/checks";
import { engineChecks } from "../runtime/providers/machine/preflight/docker/checks";
import { machineChecks } from "../runtime/providers/machine/preflight/machine/checks";
import { toolChecks } from "./doctor/toolChecks";

type Row = { id: string; title: string; remedy: string };

const SECTIONS: readonly [title: string, when: string, checks: readonly Row[]][] = [
  ["This machine: programs", "Every driver; `make doctor` alone.", toolChecks],
  [
    "This machine: a node of this project's own",
    "Driver `embedded` with `nodes: real`. What a cluster that runs has taken already (memory, disk, ports) is not asked for again.",
    machineChecks,
  ],
  [
    "A Docker engine and its host",
    "Drivers that run containers (`k3s`, `rancher`), for each engine.",
    engineChecks,
  ],
  [
    "A cluster",
    "Driver `existing` before anything is put on it; the other drivers in `make doctor`, once the stack is up. What the stack has put there itself is not in its own way.",
    clusterChecks,
  ],
];

/** docs/checks.md: every check, from the tables that are run. */
export function checksMarkdown(): string {
  const sections = SECTIONS.map(([title, when, checks]) => {
    const rows = checks.map(({ id, title: what, remedy }) => `| \`${id}\` | ${what} | ${remedy} |`);
    return [
      `## ${title}`,
      "",
      when,
      "",
      "| check | what is so | where it is not |",
      "| --- | --- | --- |",
      ...rows,
    ];
  });
  return `# Checks before anything is made

\`make up\` looks first, and makes nothing where something is lacking: all of it is one list, and each line says what to do.
\`make doctor STACK=name\` makes the same checks alone; it ends with 0 when nothing is in the way and with 1 when something
is, and \`ARGS=--json\` prints the report for programs. A warning is said and stops nothing. A check that cannot be made is
left out, and the report says why: what is not known is never taken for a failure.

${sections.map((lines) => lines.join("\n")).join("\n\n")}

## Where they are

A table of checks for each kind of thing that is looked at: \`runtime/providers/local/prerequisites\` (and \`tools/doctor\` for the
programs), \`runtime/providers/local/dockerPrerequisites\`, \`runtime/providers/local/clusterPrerequisites\`, all of one shape: what is needed
(\`needs.ts\`), what there is (\`facts.ts\`), and for each check a pure verdict over both. A new check is an entry in its
table; \`make docs\` writes this page.
`;
}
