import type { ZodType } from "zod";
import type { ProviderHost } from "../../protocol/provider";
import type { PropertyValue } from "../../protocol/values";

/** Passed to a resource type's operations besides inputs and state. */
export interface Context {
  readonly urn: string;
  /** The id of the provider resource, which the stack's state keeps; undefined when the engine does not send it. */
  readonly providerId: string | undefined;
  /** Aborted when the user cancels. */
  readonly signal: AbortSignal;
  /** Shows a progress message until the next one. */
  status(message: string): void;
  log: ProviderHost["log"];
  /** Makes a path absolute; a relative one is relative to the project's root. */
  resolve(path: string): string;
}

/** A resource in the state, secrets unwrapped. */
export interface State<Inputs, Outputs> {
  id: string;
  inputs: Inputs;
  outputs: Outputs;
}

/** What differs from the state, found without a refresh: names of outputs, and whether the resource is replaced. */
export interface Drift {
  outputs: string[];
  replace?: boolean;
}

/**
 * One resource type. Values have no secret marks: `dispatch.ts` removes and restores them.
 */
export interface ResourceType<Inputs, Outputs, Args = unknown> {
  /** The type token, `local:index:Process`. */
  readonly type: string;
  /** The schema of the inputs, with their defaults. */
  readonly inputs: ZodType<Inputs, Args>;
  /** The outputs besides the inputs. An output with an input's name replaces it. */
  readonly outputs: { readonly [K in keyof Outputs]-?: "plain" | "secret" };
  /** Inputs whose change replaces the resource (the old one is deleted first); all others update it. */
  readonly replaceOnChanges?: readonly (keyof Inputs & string)[];
  /** Compares reality with the state. `inputs` is undefined while some are unknown. */
  drift?(state: State<Inputs, Outputs>, inputs: Inputs | undefined, context: Context): Promise<Drift> | Drift;
  /** The id, from the inputs alone, so that an interrupted creation can be found by it. */
  idOf(inputs: Inputs, context: Context): string;
  /** What an interrupted creation created; undefined when nothing. Default: nothing exists outside the state. */
  find?(inputs: Inputs, context: Context): Promise<Outputs | undefined> | Outputs | undefined;
  /** Creates it. After a kill in the middle it is called again, and must find what already exists. */
  create(inputs: Inputs, context: Context): Promise<Outputs>;
  /** The current outputs; undefined when it no longer exists. Default: those of the state. */
  read?(state: State<Inputs, Outputs>, context: Context): Promise<Outputs | undefined>;
  update(state: State<Inputs, Outputs>, inputs: Inputs, context: Context): Promise<Outputs>;
  /** The outputs of an update that are known in advance; the others are unknown in the preview. */
  preview?(state: State<Inputs, Outputs>, inputs: Inputs): { [K in keyof Outputs]?: PropertyValue };
  delete(state: State<Inputs, Outputs>, context: Context): Promise<void>;
}

/** Created or updated but not ready. The outputs are saved, and the next `up` retries. */
export class NotReadyError<Outputs> extends Error {
  constructor(
    message: string,
    readonly outputs: Outputs,
  ) {
    super(message);
    this.name = "NotReadyError";
  }
}
