import type { ProviderHost } from "../../protocol/provider";
import type { PropertyValue } from "../../protocol/values";
import type { Definition, InputsOf, OutputsOf } from "./sdk/definition";

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

/** The operations of a resource type. Values have no secret marks: `dispatch.ts` removes and restores them. */
export interface Operations<Inputs, Outputs> {
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
  /** Default: as {@link create}, which finds what already exists. */
  update?(state: State<Inputs, Outputs>, inputs: Inputs, context: Context): Promise<Outputs>;
  /** The outputs of an update that are known in advance; the others are unknown in the preview. */
  preview?(state: State<Inputs, Outputs>, inputs: Inputs): { [K in keyof Outputs]?: PropertyValue };
  /** Default: nothing exists outside the state, or it stays. */
  delete?(state: State<Inputs, Outputs>, context: Context): Promise<void>;
}

/** A resource type: its definition and its operations. */
export type ResourceType<D extends Definition> = D & Operations<InputsOf<D>, OutputsOf<D>>;

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
