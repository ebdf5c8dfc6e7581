import { fromJson, type Json } from "../../../runtime/protocol/wire";
import {
  isPropertyMap,
  mapValue,
  type PropertyMap,
  type PropertyValue,
  Secret,
} from "../../../runtime/protocol/values";
import type {
  EngineEvent,
  ResourceChanges,
  StepMetadata,
  StepOp,
} from "../../../runtime/engine/model/events";
import type { ResourceState } from "../../../runtime/engine/model/state";
import { parseUrn } from "../../../runtime/engine/model/urn";

/** A recording of `pulumi preview --json`, from which the engine's events are rebuilt. */
export interface RecordedPreview {
  config: Record<string, string>;
  steps: RecordedStep[];
  diagnostics?: { urn?: string; message: string; severity: "info" | "warning" | "error" }[];
  duration: number;
  changeSummary: ResourceChanges;
}
interface RecordedStep {
  op: StepOp;
  urn: string;
  provider?: string;
  oldState?: Record<string, Json>;
  newState?: Record<string, Json>;
  replaceReasons?: string[];
  detailedDiff: StepMetadata["detailedDiff"] | null;
}

/** The parts of a recorded command. */
export function parseRecording(text: string): { stdout: string; stderr: string; exitCode: number } {
  const match = /^\$ [^\n]*\n(.*?)(?:\n--- standard error\n(.*?))?\n--- exit code (\d+)\n*$/s.exec(text);
  if (!match) throw new Error(`not a recording of a command: ${text.slice(0, 80)}`);
  return { stdout: match[1]!, stderr: match[2] ?? "", exitCode: Number(match[3]) };
}

/** Facts that a JSON preview does not contain. */
interface Unrecorded {
  /** The stack's new outputs. */
  outputs?: PropertyMap;
  /** The outputs of resources that are read for the first time. */
  read?: PropertyMap;
  /** Resources whose creation failed, so that only their first event exists. */
  failing: ReadonlySet<string>;
}

/** The events of a recorded preview, without status messages. */
export function eventsOf(preview: RecordedPreview, { outputs, read, failing }: Unrecorded): EngineEvent[] {
  const events: EngineEvent[] = [{ type: "prelude", config: preview.config }];
  const late: EngineEvent[] = [];
  const emitted = (step: StepMetadata): EngineEvent[] => [
    { type: "resource-pre", step, planning: true },
    ...(failing.has(step.urn) ? [] : [{ type: "resource-outputs" as const, step, planning: true }]),
  ];
  for (const recorded of preview.steps) {
    const step = toStep(recorded);
    const root = step.type === "pulumi:pulumi:Stack";
    if (root) {
      events.push({ type: "resource-pre", step, planning: true });
      for (const { urn, message, severity } of preview.diagnostics ?? [])
        if (!urn) (severity === "error" ? late : events).push(diagnostic(message, severity));
      const done = { ...step, new: { ...step.new!, outputs: outputs ?? step.old?.outputs ?? {} } };
      if (outputs !== undefined || step.op === "same")
        late.push({ type: "resource-outputs", step: done, planning: true });
      continue;
    }
    if (step.op === "replace") {
      const part = (op: StepOp, only?: "old"): StepMetadata => ({
        ...step,
        op,
        logical: false,
        ...(only ? { new: undefined, detailedDiff: undefined } : {}),
      });
      const before = step.old?.pendingReplacement === true;
      if (before) events.push(...emitted(part("delete-replaced", "old")), ...emitted(step));
      events.push(...emitted(part("create-replacement")));
      if (!before) {
        events.push(...emitted(step));
        late.push(...emitted(part("delete-replaced", "old")));
      }
    } else if (step.op === "read") {
      const done = { ...step, new: { ...step.new!, outputs: step.old?.outputs ?? read ?? {} } };
      events.push({ type: "resource-pre", step, planning: true });
      events.push({ type: "resource-outputs", step: done, planning: true });
    } else events.push(...emitted(step));
    for (const { urn, message, severity } of preview.diagnostics ?? [])
      if (urn === step.urn) events.push(diagnostic(message, severity, urn));
  }
  return [
    ...events,
    ...late,
    {
      type: "summary",
      preview: true,
      durationSeconds: preview.duration / 1e9,
      changes: preview.changeSummary,
      errored: failing.size,
      failed: failing.size > 0,
    },
  ];
}

const diagnostic = (message: string, severity: "info" | "warning" | "error", urn?: string): EngineEvent => ({
  type: "diagnostic",
  urn,
  severity,
  message: message.replace(/^(error|warning): /, ""),
  streamId: 0,
  ephemeral: false,
});

function toStep(recorded: RecordedStep): StepMetadata {
  return {
    op: recorded.op,
    urn: recorded.urn,
    type: parseUrn(recorded.urn).type,
    old: recorded.oldState && toState(recorded.oldState),
    new: recorded.newState && toState(recorded.newState),
    keys: recorded.replaceReasons,
    detailedDiff: recorded.detailedDiff ?? undefined,
    logical: true,
    provider: recorded.provider,
  };
}

/** A recorded state. Blinded secrets become secrets again. */
export function toState(recorded: Record<string, Json>): ResourceState {
  const { inputs, outputs, stackTrace, replaceOnChanges, ...fields } = recorded;
  return {
    dependencies: [],
    initErrors: [],
    propertyDependencies: {},
    additionalSecretOutputs: [],
    aliases: [],
    ...(fields as unknown as Pick<ResourceState, "urn" | "type" | "custom">),
    inputs: toProperties(inputs),
    outputs: toProperties(outputs),
    rest: { stackTrace, replaceOnChanges },
  };
}

function toProperties(recorded: Json | undefined): PropertyMap {
  const value = fromJson(recorded ?? {});
  return isPropertyMap(value) ? (withSecrets(value) as PropertyMap) : {};
}

function withSecrets(value: PropertyValue): PropertyValue {
  if (value === "[secret]") return new Secret("hidden");
  if (Array.isArray(value)) return value.map(withSecrets);
  if (isPropertyMap(value))
    return Object.fromEntries(Object.entries(value).map(([key, element]) => [key, withSecrets(element)]));
  return mapValue(value, (special) => special);
}
