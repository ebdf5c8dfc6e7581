import {
  type CreateResponse,
  InitializationError,
  type ReadRequest,
  type ReadResponse,
} from "../../protocol/provider";
import { deepEquals, type PropertyMap } from "../../protocol/values";
import { UNKNOWN_STRING } from "../../protocol/wire";
import type { ResourceState } from "../model/state";
import type { URN } from "../model/urn";
import { type ConfiguredProvider, identityOf } from "./configuredProvider";
import type { DeploymentState } from "./deploymentState";
import { invertDiff } from "./diff";
import { messages } from "./messages";
import { isProviderType } from "../model/providerReference";
import type { Step } from "./steps";

export interface ActionContext extends Pick<DeploymentState, "dryRun" | "providers" | "report"> {
  /** The URNs deleted in this deployment. A resource with one of them as `deletedWith` needs no delete call. */
  readonly deletes: ReadonlySet<URN>;
}

/** A protected resource would be deleted. The deployment fails, but continues to report the others. */
export class ProtectedError extends Error {}

/**
 * Executes a step and writes its result into the step's new state.
 * @returns why the resource did not become ready, if so; its new state is valid nevertheless
 * @throws the provider's error when the step failed; the new state is then invalid
 */
export async function act(step: Step, context: ActionContext): Promise<InitializationError | undefined> {
  switch (step.op) {
    case "same":
      return same(step, context);
    case "create":
    case "create-replacement":
      return create(step, context);
    case "update":
      return update(step, context);
    case "delete":
    case "delete-replaced":
    case "discard":
    case "discard-replaced":
      return remove(step, context);
    case "read":
    case "read-replacement":
      return read(step, context);
    case "refresh":
      return refresh(step, context);
    case "replace":
    case "remove-pending-replace":
      return undefined;
    default:
      throw new Error(`cannot execute a step of kind ${step.op}`);
  }
}

/** RFC 3339, as in the official engine's states. */
const now = (): string => new Date().toISOString();

async function provider(state: ResourceState, { providers }: ActionContext): Promise<ConfiguredProvider> {
  if (state.provider === undefined) throw new Error(`the resource ${state.urn} has no provider`);
  return providers.get(state.provider);
}

async function same(step: Step, { providers }: ActionContext): Promise<undefined> {
  if (step.skippedCreate) return;
  const state = step.new!;
  const old = step.old!;
  if (old.id !== undefined) state.id = old.id;
  state.outputs = old.outputs;
  state.initErrors = old.initErrors;
  // What is not targeted starts no plugin; a resource that needs the provider loads it.
  if (isProviderType(state.type) && !step.untargeted) await providers.same(state, old.inputs);
}

async function create(step: Step, context: ActionContext): Promise<InitializationError | undefined> {
  const state = step.new!;
  let created: CreateResponse | InitializationError | undefined;
  if (isProviderType(state.type)) {
    Object.assign(state, await context.providers.create(state, context.dryRun));
  } else if (state.custom) {
    const request = {
      ...identityOf(state),
      properties: state.inputs,
      timeout: state.customTimeouts?.create ?? 0,
      preview: context.dryRun,
      ...(step.resumed ? { resumed: true } : {}),
    };
    created = await (await provider(state, context)).create(request).catch(keepPartial(state));
    if (created.id === "" && !context.dryRun) throw new Error("provider did not return an ID from Create");
    if (created.id !== "") state.id = created.id;
    state.outputs = created.properties;
  }
  state.created = state.modified = now();
  if (step.pendingDelete) step.old!.delete = true;
  return failureOf(created);
}

/** Records why a resource did not become ready, which is a result: the resource exists. */
const keepPartial =
  (state: ResourceState) =>
  (error: unknown): InitializationError => {
    if (!(error instanceof InitializationError)) throw error;
    state.initErrors = error.reasons;
    return error;
  };

const failureOf = (result: object | undefined): InitializationError | undefined =>
  result instanceof InitializationError ? result : undefined;

async function update(step: Step, context: ActionContext): Promise<InitializationError | undefined> {
  const state = step.new!;
  const old = step.old!;
  if (old.id !== undefined) state.id = old.id;
  if (!state.custom) return undefined;
  if (isProviderType(state.type)) {
    Object.assign(state, await context.providers.update(state));
    state.modified = now();
    return undefined;
  }
  const request = {
    ...identityOf(state),
    id: old.id!,
    oldInputs: old.inputs,
    oldOutputs: old.outputs,
    news: state.inputs,
    ignoreChanges: step.ignoreChanges ?? [],
    timeout: state.customTimeouts?.update ?? 0,
    preview: context.dryRun,
  };
  const updated = await (await provider(state, context)).update(request).catch(keepPartial(state));
  state.outputs = updated.properties;
  state.modified = now();
  return failureOf(updated);
}

async function remove(step: Step, context: ActionContext): Promise<undefined> {
  const old = step.old!;
  if (step.op === "delete" && old.protect) throw new ProtectedError(messages.protectedDelete(old.urn));
  const untouched =
    context.dryRun ||
    !old.custom ||
    old.external ||
    old.retainOnDelete ||
    isProviderType(old.type) ||
    (old.deletedWith !== undefined && context.deletes.has(old.deletedWith));
  if (!untouched) {
    const source = await provider(old, context);
    await source.delete({
      ...identityOf(old),
      id: old.id!,
      oldInputs: old.inputs,
      properties: old.outputs,
      timeout: old.customTimeouts?.delete ?? 0,
    });
  }
  if (step.pendingReplacement) old.pendingReplacement = true;
}

const readRequest = (state: ResourceState, properties: PropertyMap): ReadRequest => ({
  ...identityOf(state),
  id: state.id!,
  properties,
  inputs: state.inputs,
  timeout: state.customTimeouts?.read ?? 0,
});

async function read(step: Step, context: ActionContext): Promise<InitializationError | undefined> {
  const state = step.new!;
  const { old } = step;
  let answer: ReadResponse | InitializationError | undefined;
  if (state.id !== UNKNOWN_STRING) {
    const source = await provider(state, context);
    answer = await source.read(readRequest(state, state.inputs)).catch(keepPartial(state));
    if (answer.id === "") throw new Error(`resource '${state.id}' does not exist`);
    state.id = answer.id;
    state.outputs = answer.properties;
  }
  if (step.op === "read-replacement") old!.delete = true;
  if (old?.created !== undefined) state.created = old.created;
  if (old?.modified !== undefined) state.modified = old.modified;
  if (old && !(deepEquals(state.inputs, old.inputs) && deepEquals(state.outputs, old.outputs)))
    state.modified = now();
  return failureOf(answer);
}

async function refresh(step: Step, context: ActionContext): Promise<undefined> {
  const old = step.old!;
  step.resultOp = "same";
  if (!old.custom || isProviderType(old.type) || old.pendingReplacement) return;
  const source = await provider(old, context);
  const state: ResourceState = { ...old, initErrors: [] };
  const answer = await source.read(readRequest(old, old.outputs)).catch(keepPartial(state));
  if (answer instanceof InitializationError) {
    const text = `Refreshed resource is in an unhealthy state:\n* ${answer.reasons.join("\n* ")}`;
    context.report("warning", text, old.urn);
  }
  if (answer.id === "") {
    delete step.new;
    step.resultOp = "delete";
    return;
  }
  state.id = answer.id;
  state.inputs = answer.inputs ?? old.inputs;
  state.outputs = answer.properties;
  const same = deepEquals(state.inputs, old.inputs) && deepEquals(state.outputs, old.outputs);
  if (!same) state.modified = now();
  step.new = state;
  if (old.external) {
    step.resultOp = deepEquals(state.outputs, old.outputs) ? "same" : "update";
    return;
  }
  // Compute the diff that an `up` would have, from the new state back to the program's inputs, and invert it.
  const diff = invertDiff(await source.diff(identityOf(state), state, old.inputs, old.ignoreChanges ?? []));
  step.diffs = diff.diffs;
  step.detailedDiff = diff.detailedDiff;
  step.resultOp = diff.changes === "some" ? "update" : "same";
}
