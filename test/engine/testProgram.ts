import { mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parse } from "yaml";
import { runOperation } from "../../runtime/engine/run/operation";
import type { EngineEvent, OperationKind, StepOp } from "../../runtime/engine/model/events";
import type {
  ConfigValue,
  OperationOptions,
  OperationResult,
  Project,
} from "../../runtime/engine/model/operation";
import { emptySnapshot, type Snapshot } from "../../runtime/engine/model/state";
import { urnName } from "../../runtime/engine/model/urn";
import { writeFiles } from "./programFiles";

const CHECKOUT = resolve(__dirname, "..", "..");

/** The result of one operation. */
export interface Run {
  result: OperationResult;
  events: EngineEvent[];
  /** All saved snapshots, in order. */
  saved: Snapshot[];
}

/** A program in its own folder, with a stack in memory. */
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
    writeFiles(folder, files);
    return new TestProgram(folder);
  }

  /** Runs an operation on the last saved snapshot. */
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
          typeof value === "string" ? { value, secret: false, secrets: [], object: false } : value,
        ]),
      ),
      snapshot: this.snapshot,
      sink: {
        save: async (snapshot) => {
          saved.push(snapshot);
        },
      },
      stackOutputs: () => Promise.reject(new Error("the test has no other stack")),
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
    this.snapshot = saved.at(-1) ?? this.snapshot;
    return { result, events, saved };
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The executed steps, as `op name`. */
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

/** The numbers of resources by operation, without zeros. */
export function countsOf({ result }: Run): Partial<Record<StepOp, number>> {
  return Object.fromEntries(Object.entries(result.changes).filter(([, count]) => count > 0));
}
