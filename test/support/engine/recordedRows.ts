import type { PropertyMap } from "../../../runtime/protocol/values";
import type {
  EngineEvent,
  OperationKind,
  ResourceChanges,
  StepMetadata,
  StepOp,
} from "../../../runtime/engine/model/events";
import type { ResourceState } from "../../../runtime/engine/model/state";
import { makeUrn, STACK_TYPE } from "../../../runtime/engine/model/urn";
import {
  countedText,
  doneText,
  failedText,
  opPrefix,
  STEP_OPS,
  underwayText,
} from "../../../runtime/engine/display/stepOp";
import { resourceState } from "./resourceState";

/** The rows of a recorded update, from which the engine's events are rebuilt. */
interface RecordedRow {
  op: StepOp;
  phase: "underway" | "done" | "failed";
  type: string;
  name: string;
  retain: boolean;
  /** As printed, `+a~b,c`. */
  diff: string | undefined;
  message: string;
}

/** Parses a row of plain output. */
function parseRow(line: string): RecordedRow {
  const match = /^ (..) (\S+) (\S+) (.*)$/.exec(line);
  if (!match) throw new Error(`not a row: ${JSON.stringify(line)}`);
  const [, prefix, type, name, rest] = match as unknown as [string, string, string, string, string];
  for (const op of STEP_OPS) {
    if (opPrefix(op) !== prefix) continue;
    for (const [phase, text] of [
      ["underway", op === "same" ? "running" : underwayText(op)],
      ["done", doneText(op)],
      ["failed", `**${failedText(op)}**`],
    ] as const) {
      const status = new RegExp(
        `^${text.replaceAll("*", "\\*")}(?: \\([\\d.]+s\\))?(\\[retain\\])? (.*)$`,
      ).exec(rest);
      if (!status) continue;
      const info = /^\[diff: ([^\]]*)\](?:; (.*))?$/.exec(status[2]!);
      return {
        op,
        phase,
        type,
        name,
        retain: status[1] !== undefined,
        diff: info?.[1],
        message: info ? (info[2] ?? "") : status[2]!,
      };
    }
  }
  throw new Error(`unknown status: ${JSON.stringify(line)}`);
}

interface Kept {
  type: string;
  name: string;
  message: string;
}

/** The messages of the section `Diagnostics:`. */
function parseDiagnostics(text: string): Kept[] {
  const section = /(?:^|\n)Diagnostics:\n(.*?)\n(?=Outputs:|Resources:)/s.exec(text)?.[1] ?? "";
  const kept: Kept[] = [];
  let resource = { type: "", name: "" };
  let isNew = true;
  for (const line of section.split("\n")) {
    const header = /^ {2}(\S+) \((\S+)\):$/.exec(line);
    if (header) resource = { type: header[1]!, name: header[2]! };
    if (header || line === "") isNew = true;
    else {
      const message = line.slice(4);
      if (isNew || /^(error|warning): /.test(message)) kept.push({ ...resource, message });
      else kept.at(-1)!.message += `\n${message}`;
      isNew = false;
    }
  }
  return kept;
}

/** The counts of the section `Resources:`. */
function parseChanges(text: string): ResourceChanges {
  const changes: ResourceChanges = {};
  for (const op of STEP_OPS) {
    const count = new RegExp(`(\\d+) ${countedText(op)}\\n`).exec(text)?.[1];
    if (count !== undefined) changes[op] = Number(count);
  }
  return changes;
}

/** The events of a recorded update, destroy or refresh. */
export function eventsOfRows(stdout: string, kind: OperationKind, project: string): EngineEvent[] {
  const rows = stdout
    .split(/\n(?=Diagnostics:|Outputs:|Resources:)/)[0]!
    .split("\n")
    .slice(2)
    .map(parseRow);
  return new Replay(rows, parseDiagnostics(stdout), kind, project).events(parseChanges(stdout));
}

class Replay {
  private readonly result: EngineEvent[] = [];
  private readonly current = new Map<string, { op: StepOp; done: boolean }>();

  constructor(
    private readonly rows: RecordedRow[],
    private readonly kept: Kept[],
    private readonly kind: OperationKind,
    private readonly project: string,
  ) {}

  events(changes: ResourceChanges): EngineEvent[] {
    // The display writes the stack's last rows itself.
    let end = this.rows.length;
    while (end > 0 && this.rows[end - 1]!.type === STACK_TYPE && this.rows[end - 1]!.phase !== "underway")
      end--;
    const last = this.rows.slice(end).find((row) => row.op !== "same") ?? this.rows[end]!;
    if (this.rows[0]!.op === "same" || (this.kind === "update" && this.rows[0]!.type !== STACK_TYPE))
      this.result.push({ type: "resource-pre", step: this.step({ ...last, op: "same" }), planning: false });
    for (const row of this.rows.slice(0, end)) this.replay(row);
    if (last.op !== "same") {
      this.result.push({ type: "resource-outputs", step: this.step(last), planning: false });
    }
    const errored = this.rows.filter((row) => row.phase === "failed").length;
    this.result.push({
      type: "summary",
      preview: false,
      durationSeconds: 2.5,
      changes,
      errored: 0,
      failed: errored > 0,
    });
    return this.result;
  }

  private replay(row: RecordedRow): void {
    const key = `${row.type} ${row.name}`;
    const known = this.current.get(key);
    if (row.type === STACK_TYPE && row.op === "same") {
      if (known?.op === "refresh") {
        this.current.set(key, { op: "same", done: true });
        this.result.push({ type: "resource-outputs", step: this.step(row), planning: false });
      } else this.say(row, undefined);
      return;
    }
    const begins = known?.op !== row.op && !(known?.op === "refresh" && row.phase === "done");
    if (begins) {
      this.current.set(key, { op: row.op, done: false });
      this.result.push({ type: "resource-pre", step: this.step(row), planning: false });
      // Outputs of components and unchanged resources cause no row.
      if (row.op === "same" || row.type.endsWith(":Box"))
        this.result.push({ type: "resource-outputs", step: this.step(row), planning: false });
      // An unchanged resource has a row only if it has a message.
      if (row.op === "same" && row.diff === undefined) this.say(row, this.urn(row));
    } else if (row.phase === "underway" || known?.done) this.say(row, this.urn(row));
    else if (row.phase === "failed")
      this.result.push({ type: "resource-failed", step: this.step(row), steps: 1 });
    else {
      this.current.set(key, { op: row.op, done: true });
      this.result.push({ type: "resource-outputs", step: this.step(row), planning: false });
    }
  }

  private say(row: RecordedRow, urn: string | undefined): void {
    const index = this.kept.findIndex(
      ({ type, name, message }) =>
        type === row.type && name === row.name && message.split("\n")[0] === row.message,
    );
    const text = index === -1 ? row.message : this.kept.splice(index, 1)[0]!.message;
    const severity = /^(error|warning): /.exec(text)?.[1] as "error" | "warning" | undefined;
    this.result.push({
      type: "diagnostic",
      urn: row.type === STACK_TYPE ? undefined : urn,
      severity: severity ?? "info",
      message: `${severity ? text.slice(severity.length + 2) : text}\n`,
      streamId: 0,
      ephemeral: index === -1,
    });
  }

  private urn({ type, name }: RecordedRow): string {
    return makeUrn("dev", this.project, undefined, type, name);
  }

  private step(row: RecordedRow): StepMetadata {
    const [olds, news]: [PropertyMap, PropertyMap] = [{}, {}];
    for (const [, sign, keys] of (row.diff ?? "").matchAll(/([-+~])([^-+~]+)/g)) {
      for (const key of keys!.split(",")) {
        if (key === "protect") continue;
        if (sign !== "+") olds[key] = "old";
        if (sign !== "-") news[key] = "new";
      }
    }
    const state = (inputs: PropertyMap, protect: boolean): ResourceState =>
      resourceState(this.urn(row), row.type, {
        custom: row.type !== STACK_TYPE && !row.type.endsWith(":Box"),
        inputs,
        protect,
        retainOnDelete: row.retain,
      });
    const deleted = row.op === "delete" || row.op === "delete-replaced";
    return {
      op: row.op,
      urn: this.urn(row),
      type: row.type,
      old: row.op === "create" ? undefined : state(olds, row.diff === "~protect"),
      new: deleted ? undefined : state(news, false),
      logical: row.op !== "create-replacement" && row.op !== "delete-replaced",
    };
  }
}
