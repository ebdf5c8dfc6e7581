import { readdirSync } from "node:fs";
import { join } from "node:path";
import { readRecording, recordingsDir } from "../../../test/recordings";
import type { EngineEvent, OperationKind } from "../model/events";
import { createDisplay } from "./index";
import { testOptions } from "../../../test/support/engine/options";
import { parseRecording } from "../../../test/support/engine/recordedEvents";
import { eventsOfRows } from "../../../test/support/engine/recordedRows";

const KINDS: [suffix: string, kind: OperationKind][] = [
  [".up.txt", "update"],
  [".refresh.txt", "refresh"],
  [".destroy.txt", "destroy"],
];
const recordings = ["kubernetes-basic", "kubernetes-await", "resource-options", "dynamic-provider"].flatMap(
  (program) =>
    readdirSync(join(recordingsDir, program)).flatMap((file) =>
      KINDS.filter(([suffix]) => file.endsWith(suffix)).map(
        ([, kind]) => [program, file, kind] as [string, string, OperationKind],
      ),
    ),
);
const commands: [string, string, OperationKind][] = [
  ["commands", "up.txt", "update"],
  ["commands", "destroy.txt", "destroy"],
  ["commands", "target-missing.txt", "update"],
];

/** Removes what differs between two runs: durations, and the order of the stack's last rows. */
function normalize(stdout: string): { rows: string[]; last: string[]; diagnostics: string[]; rest: string } {
  const text = stdout
    .replace(/\([\d.]+s\)/g, "(Ts)")
    .replace(/^Duration: .*$/m, "Duration: T")
    .replace(/^Outputs:\n.*?\n\n(?=Resources:)/ms, "")
    .replace(/^The resources in the stack have been deleted.*$/ms, "");
  const [head, ...sections] = text.split(/^(?=Diagnostics:|Resources:)/m);
  const rows = head!.split("\n").filter((line) => line !== "");
  const last: string[] = [];
  while (/pulumi:pulumi:Stack \S+ (?!running|\w+ing )/.test(rows.at(-1) ?? "")) last.push(rows.pop()!);
  const rest = sections.at(-1)!;
  const diagnostics = sections.length > 1 ? sections[0]!.split(/^(?= {2}\S.*\):$)/m).sort() : [];
  return { rows, last: last.sort(), diagnostics, rest };
}

function show(events: EngineEvent[], kind: OperationKind, project: string): string {
  const options = testOptions({ kind, project, suppressOutputs: true });
  const display = createDisplay(options);
  for (const event of events) display.sink(event);
  display.finish();
  return options.written();
}

describe("recorded rows of updates, line by line", () => {
  test.each([...recordings, ...commands])("%s %s", (program, file, kind) => {
    const project = program === "commands" ? "dynamic-provider" : program;
    const { stdout } = parseRecording(readRecording(program, file));
    expect(normalize(show(eventsOfRows(stdout, kind, project), kind, project))).toEqual(normalize(stdout));
  });
});
