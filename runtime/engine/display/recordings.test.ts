import { readdirSync } from "node:fs";
import { join } from "node:path";
import { readRecording, recordingsDir } from "../../../test/recordings";
import { type PropertyMap, Secret, UNKNOWN } from "../../protocol/values";
import type { EngineEvent } from "../model/events";
import { createDisplay, type DisplayOptions } from "./index";
import { testOptions } from "../../../test/support/engine/options";
import { eventsOf, parseRecording, type RecordedPreview } from "../../../test/support/engine/recordedEvents";

const PROGRAMS = ["kubernetes-basic", "kubernetes-await", "resource-options", "dynamic-provider"];
const previews = PROGRAMS.flatMap((program) =>
  readdirSync(join(recordingsDir, program))
    .filter((file) => file.endsWith(".preview.json.txt"))
    .map((file) => [program, file.replace(".preview.json.txt", "")] as [string, string]),
);

/** The stack outputs of the programs, which JSON previews do not contain. */
const OUTPUTS: Record<string, PropertyMap> = {
  "kubernetes-basic/01-create": { nodePort: 32100, password: new Secret(UNKNOWN), settings: "settings-#" },
  "kubernetes-basic/03-update": { nodePort: 32101, password: new Secret("hidden"), settings: "settings-new" },
  "resource-options/01-create": resourceOptionsOutputs(1),
  "resource-options/03-change": resourceOptionsOutputs(2),
  "resource-options/04-move": resourceOptionsOutputs(3),
  "resource-options/06-remove": resourceOptionsOutputs(5),
  "dynamic-provider/01-create": { made: UNKNOWN },
};
function resourceOptionsOutputs(step: number): PropertyMap {
  const invoked = { echoed: { a: 1, s: step }, token: "toy:index:echo" };
  return { hidden: new Secret(UNKNOWN), invoked, made: UNKNOWN, order: UNKNOWN };
}

const FAILING = ["urn:pulumi:dev::kubernetes-await::kubernetes:core/v1:Pod::bad"];

function load(
  program: string,
  step: string,
): { preview: RecordedPreview; events: EngineEvent[]; json: string } {
  const json = parseRecording(readRecording(program, `${step}.preview.json.txt`)).stdout;
  const preview = JSON.parse(json) as RecordedPreview;
  const failing = new Set(
    FAILING.filter((urn) => preview.steps.some((s) => s.urn === urn && s.op === "create")),
  );
  const read = { made: "read", stable: "s", value: "read" };
  const events = eventsOf(preview, { outputs: OUTPUTS[`${program}/${step}`], read, failing });
  return { preview, events, json };
}

/**
 * The events of the run that was recorded as text. In the preview that fails, the run that was recorded as JSON ended
 * before it reached the rule.
 */
function eventsOfText(program: string, step: string): EngineEvent[] {
  const { events } = load(program, step);
  if (step !== "06-invalid") return events;
  const rule = load(program, "07-taken").events.flatMap((event) =>
    (event.type === "resource-pre" || event.type === "resource-outputs") && event.step.urn.endsWith("::rule")
      ? [event]
      : [],
  );
  for (const { step } of rule) {
    step.old!.outputs = { ...step.old!.outputs, spec: { precedence: 4 } };
    step.new!.inputs = { ...step.new!.inputs, spec: { precedence: 5 } };
  }
  return [
    events[0]!,
    events[1]!,
    ...rule,
    ...events
      .slice(2)
      .map((event) =>
        event.type === "summary" ? { ...event, changes: { ...event.changes, update: 1 } } : event,
      ),
  ];
}

function show(
  events: EngineEvent[],
  program: string,
  mode: DisplayOptions["mode"],
): { out: string; error: string } {
  let error = "";
  const options = testOptions({
    kind: "preview",
    project: program,
    mode,
    writeError: (text) => (error += text),
  });
  const display = createDisplay(options);
  for (const event of events) display.sink(event);
  display.finish();
  return { out: options.written(), error };
}

/** Each recorded command created other names, hashes and ids. */
const normalize = (text: string): string =>
  text
    .replace(
      /"settings-(?:[0-9a-f]{8}|new|#)" => "settings-(?:[0-9a-f]{8}|new|#)"/g,
      '"settings-#" => "settings-#"',
    )
    .replace(/settings-[0-9a-f]{8}/g, "settings-#");

/** Separates the rows from the rest. */
function split(text: string): { rows: string[]; rest: string } {
  const match = /^(.*?)((?:Diagnostics|Outputs|Resources):\n.*)$/s.exec(text);
  if (!match) throw new Error(`no sections in ${text}`);
  return { rows: match[1]!.split("\n"), rest: match[2]! };
}

/** The rows without order and duplicates; drops a status that the JSON does not contain. */
const rowSet = (rows: string[]): string[] =>
  [
    ...new Set(
      rows.map((row) => row.replace(/(?:; )?(?:Retry #0.*|read toy:index:Toy found)?$/, "").trimEnd()),
    ),
  ].sort();

/** Splits a text into blocks without order; a block is a line and what is indented below it. */
function blocks(text: string, header: RegExp): string[] {
  const result: string[] = [];
  for (const line of text.split("\n")) {
    if (header.test(line) || result.length === 0) result.push(line);
    else result.push(`${result.pop()}\n${line}`);
  }
  return result.sort();
}

describe("recorded previews", () => {
  test.each(previews)("%s %s as rows", (program, step) => {
    const recorded = split(normalize(parseRecording(readRecording(program, `${step}.preview.txt`)).stdout));
    const shown = split(normalize(show(eventsOfText(program, step), program, "progress").out));
    expect(rowSet(shown.rows)).toEqual(rowSet(recorded.rows));
    const group = /^ {2}\S.*\):$|^Outputs:|^Resources:/;
    expect(blocks(shown.rest, group)).toEqual(blocks(recorded.rest, group));
  });

  test.each(previews)("%s %s as differences", (program, step) => {
    const recorded = parseRecording(readRecording(program, `${step}.preview-diff.txt`));
    const shown = show(eventsOfText(program, step), program, "diff");
    const header = /^ *(?:\+-|[-+~> ] )\S+:\S+:\S+: \(|^ *--outputs:--|^Resources:/;
    expect(blocks(normalize(shown.out), header)).toEqual(blocks(normalize(recorded.stdout), header));
    const messages = recorded.stderr.split("\n").filter((line) => line !== "" && !line.startsWith("Retry"));
    expect(
      shown.error
        .split("\n")
        .filter((line) => line !== "")
        .sort(),
    ).toEqual(messages.sort());
  });

  test.each(previews)("%s %s as JSON, byte for byte", (program, step) => {
    const { events, json } = load(program, step);
    // The recordings lost their source positions, which left empty lines.
    expect(show(events, program, "json").out).toBe(json.replace(/\{\n\s*\}/g, "{}"));
  });
});
