import type { EngineEvent, StepMetadata, StepOp } from "../../../runtime/engine/model/events";
import type { ResourceState } from "../../../runtime/engine/model/state";
import { makeUrn, STACK_TYPE } from "../../../runtime/engine/model/urn";
import { resourceState } from "./resourceState";

/** Events of the stack `dev` of the project `shop`. */
export const stackUrn = makeUrn("dev", "shop", undefined, STACK_TYPE, "shop-dev");

const state = (urn: string, type: string, fields: Partial<ResourceState> = {}): ResourceState =>
  resourceState(urn, type, { parent: urn === stackUrn ? undefined : stackUrn, ...fields });

/** A step on a resource, `test:index:Thing` by default. */
export function step(
  op: StepOp,
  name: string,
  { type = "test:index:Thing", ...fields }: Partial<ResourceState> & { old?: Partial<ResourceState> } = {},
): StepMetadata {
  const urn = makeUrn("dev", "shop", undefined, type, name);
  const { old, ...rest } = fields;
  const deleted = op === "delete" || op === "delete-replaced";
  return {
    op,
    urn,
    type,
    old: op === "create" ? undefined : state(urn, type, { ...(deleted ? rest : {}), ...old }),
    new: deleted ? undefined : state(urn, type, rest),
    logical: !["create-replacement", "delete-replaced"].includes(op),
  };
}

export function stackStep(
  op: StepOp,
  fields: Partial<ResourceState> & { old?: Partial<ResourceState> } = {},
): StepMetadata {
  return step(op, "shop-dev", { type: STACK_TYPE, custom: false, parent: undefined, ...fields });
}

export const pre = (step: StepMetadata, planning = false): EngineEvent => ({
  type: "resource-pre",
  step,
  planning,
});
export const outputs = (step: StepMetadata, planning = false): EngineEvent => ({
  type: "resource-outputs",
  step,
  planning,
});
export const failed = (step: StepMetadata): EngineEvent => ({ type: "resource-failed", step, steps: 1 });

type Diagnostic = Extract<EngineEvent, { type: "diagnostic" }>;
export const message = (text: string, fields: Partial<Diagnostic> = {}): EngineEvent => ({
  type: "diagnostic",
  severity: "info",
  message: text,
  streamId: 0,
  ephemeral: false,
  ...fields,
});
export const status = (text: string, urn?: string): EngineEvent => message(text, { urn, ephemeral: true });

type Summary = Extract<EngineEvent, { type: "summary" }>;
export const summary = (fields: Partial<Summary> = {}): EngineEvent => ({
  type: "summary",
  preview: false,
  durationSeconds: 3.2,
  changes: {},
  errored: 0,
  failed: false,
  ...fields,
});
