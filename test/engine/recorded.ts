import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { parse } from "yaml";
import { runOperation } from "../../engine/deploy/operation";
import type { EngineEvent, OperationKind, StepOp } from "../../engine/model/events";
import type { ConfigValue, OperationOptions, OperationResult, Project } from "../../engine/model/operation";
import { emptySnapshot, type ResourceState, type Snapshot } from "../../engine/model/state";
import { urnName } from "../../engine/model/urn";
import { type Json, toJson } from "../../protocol/wire";
import { readReference, referenceDir } from "../reference";

const CHECKOUT = resolve(__dirname, "..", "..");

/** What one operation did. */
export interface Run {
  result: OperationResult;
  events: EngineEvent[];
  /** Every snapshot that was written, in order. */
  saved: Snapshot[];
}

/** A program in a folder of its own, with a stack that lives in memory. */
export class TestProgram {
  readonly project: Project;
  snapshot: Snapshot = emptySnapshot();

  /** @param folder with Pulumi.yaml; removed by {@link dispose} */
  constructor(readonly folder: string) {
    symlinkSync(join(CHECKOUT, "node_modules"), join(this.folder, "node_modules"));
    const yaml = parse(readFileSync(join(this.folder, "Pulumi.yaml"), "utf8")) as {
      name: string;
      main: string;
      runtime: { name: string; options?: Record<string, unknown> };
      plugins?: { providers?: { name: string; path: string }[] };
    };
    this.project = {
      name: yaml.name,
      root: this.folder,
      main: join(this.folder, yaml.main),
      runtime: { name: yaml.runtime.name, options: yaml.runtime.options ?? {} },
      plugins: (yaml.plugins?.providers ?? []).map((p) => ({
        name: p.name,
        path: join(this.folder, p.path),
      })),
    };
  }

  /** A program of these files, by path. */
  static of(files: Record<string, string>): TestProgram {
    const folder = mkdtempSync(join(tmpdir(), "program-"));
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    return new TestProgram(folder);
  }

  /** Runs an operation; an update's, destroy's or refresh's snapshot is the next one's start. */
  async run(
    kind: OperationKind,
    config: Record<string, string | ConfigValue>,
    options: Partial<OperationOptions> = {},
    signals: { cancel?: AbortSignal; onEvent?: (event: EngineEvent) => void } = {},
  ): Promise<Run> {
    const events: EngineEvent[] = [];
    const saved: Snapshot[] = [];
    const result = await runOperation({
      kind,
      project: this.project,
      stack: "dev",
      organization: "organization",
      config: Object.fromEntries(
        Object.entries(config).map(([key, value]) => [
          key.includes(":") ? key : `${this.project.name}:${key}`,
          typeof value === "string" ? { value, secret: false, object: false } : value,
        ]),
      ),
      snapshot: this.snapshot,
      sink: {
        save: async (snapshot) => {
          saved.push(snapshot);
        },
      },
      events: (event) => {
        events.push(event);
        signals.onEvent?.(event);
      },
      options: {
        parallel: 16,
        targets: [],
        targetDependents: false,
        replace: [],
        refresh: false,
        continueOnError: false,
        excludeProtected: false,
        ...options,
      },
      cancel: signals.cancel ?? new AbortController().signal,
      terminate: new AbortController().signal,
    });
    if (kind !== "preview") this.snapshot = result.snapshot;
    return { result, events, saved };
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A recorded program. */
export class RecordedProgram extends TestProgram {
  /** @param name a folder of `reference/pulumi` */
  constructor(private readonly name: string) {
    const folder = mkdtempSync(join(tmpdir(), `recorded-${name}-`));
    cpSync(join(referenceDir, "pulumi", name, "program"), folder, { recursive: true });
    super(folder);
  }

  /** The recorded state after a step. */
  recordedState(step: string): Record<string, unknown>[] {
    const text = readReference("pulumi", this.name, `${step}.state.json`);
    return (
      (JSON.parse(text) as { deployment: { resources?: Record<string, unknown>[] } }).deployment.resources ??
      []
    );
  }

  /** The recorded preview of a step, as JSON. */
  recordedPreview(step: string): { steps: RecordedStep[]; changeSummary: Record<string, number> } {
    const text = readReference("pulumi", this.name, `${step}.preview.json.txt`);
    return JSON.parse(text.slice(text.indexOf("{"), text.lastIndexOf("}") + 1)) as never;
  }
}

export interface RecordedStep {
  op: string;
  urn: string;
  newState?: Record<string, unknown>;
  oldState?: Record<string, unknown>;
  replaceReasons?: string[];
}

/** The steps that were told, as `op name`. */
export function stepsOf({ events }: Run): string[] {
  return events.flatMap((event) =>
    event.type === "resource-pre" ? [`${event.step.op} ${urnName(event.step.urn)}`] : [],
  );
}

/** The messages of a severity. */
export function messagesOf({ events }: Run, severity: string): string[] {
  return events.flatMap((event) =>
    event.type === "diagnostic" && event.severity === severity ? [event.message] : [],
  );
}

/** How many resources each kind of step touched, without kinds that touched none. */
export function countsOf({ result }: Run): Partial<Record<StepOp, number>> {
  return Object.fromEntries(Object.entries(result.changes).filter(([, count]) => count > 0));
}

/**
 * A state as a checkpoint has it, without what differs from run to run: times, generated ids, secrets' ciphertexts, and
 * where the program's source stands.
 */
export function comparableState(resource: ResourceState | Record<string, unknown>): Record<string, unknown> {
  const { created, modified, rest, ...state } = resource as Record<string, unknown>;
  delete state.sourcePosition;
  delete state.stackTrace;
  const json: Record<string, unknown> = {};
  for (const [key, value] of Object.entries({ ...state, ...(rest as object | undefined) })) {
    if (value === undefined || value === false) continue;
    if (Array.isArray(value) && value.length === 0) continue;
    if (typeof value === "object" && value !== null && Object.keys(value).length === 0) continue;
    json[key] = key === "inputs" || key === "outputs" ? hidden(plain(value)) : value;
  }
  if (Array.isArray(json.dependencies)) json.dependencies = [...json.dependencies].sort();
  return withoutIds({ ...json, hasTimes: created !== undefined && modified !== undefined });
}

const plain = (value: unknown): Json => toJson(value as never);

/** Secrets without their values. */
function hidden(json: Json): Json {
  if (typeof json !== "object" || json === null) return json;
  if (Array.isArray(json)) return json.map(hidden);
  if ("4dabf18193072939515e22adb298388d" in json && ("ciphertext" in json || "value" in json))
    return "[secret]";
  return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, hidden(value)]));
}

/** Ids that count up or are random, by their shape. */
function withoutIds<T>(value: T): T {
  const text = JSON.stringify(value)
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, "UUID")
    .replace(/-N-\d+/g, "-N-#");
  return JSON.parse(text) as T;
}

/** The config value of a secret. */
export const secretValue = (value: string): ConfigValue => ({ value, secret: true, object: false });
