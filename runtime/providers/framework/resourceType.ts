import type { ZodType } from "zod";
import type { ProviderHost } from "../../protocol/provider";
import type { PropertyValue } from "../../protocol/values";

/** What a resource type is given to work with besides its inputs. */
export interface Context {
  readonly urn: string;
  /** Aborted when the user cancels. */
  readonly signal: AbortSignal;
  /** Shows what is being waited for or done, while it lasts. */
  status(message: string): void;
  log: ProviderHost["log"];
  /** An absolute path from one that is relative to the project's root. */
  resolve(path: string): string;
}

/** A resource as the state has it, secrets unwrapped. */
export interface State<Inputs, Outputs> {
  id: string;
  inputs: Inputs;
  outputs: Outputs;
}

/** What is no longer as the state says, found without a refresh: names of outputs, and whether that replaces. */
export interface Drift {
  outputs: string[];
  replace?: boolean;
}

/**
 * One resource type: what each file of a type exports, so that who has read one knows the others. Values come and go
 * without secret marks; `dispatch.ts` takes them off and puts them on again.
 */
export interface ResourceType<Inputs, Outputs, Args = unknown> {
  /** The type token, `local:index:Process`. */
  readonly type: string;
  /** What the inputs may be; the defaults with them. */
  readonly inputs: ZodType<Inputs, Args>;
  /** What is known after creation, in addition to the inputs; one of the same name stands in the input's place. */
  readonly outputs: { readonly [K in keyof Outputs]-?: "plain" | "secret" };
  /** Inputs whose change replaces the resource (the old one is deleted first); all others update it. */
  readonly replaceOnChanges?: readonly (keyof Inputs & string)[];
  /** Looks whether the world is still as the state says. `inputs` is undefined where they are not all known yet. */
  drift?(state: State<Inputs, Outputs>, inputs: Inputs | undefined, context: Context): Promise<Drift> | Drift;
  /** The id that `create` gives, from the inputs alone: by it, an interrupted creation is looked for. */
  idOf(inputs: Inputs, context: Context): string;
  /** What an interrupted creation has made; undefined when nothing. Default: it makes nothing outside the state. */
  find?(inputs: Inputs, context: Context): Promise<Outputs | undefined> | Outputs | undefined;
  /** Makes it. Called again after a kill in the middle of an earlier call: it must find what that one has made. */
  create(inputs: Inputs, context: Context): Promise<Outputs>;
  /** What is there now; undefined when it is gone. Default: what the state says. */
  read?(state: State<Inputs, Outputs>, context: Context): Promise<Outputs | undefined>;
  update(state: State<Inputs, Outputs>, inputs: Inputs, context: Context): Promise<Outputs>;
  /** The outputs of an update that can be told without doing it; the others are unknown in the preview. */
  preview?(state: State<Inputs, Outputs>, inputs: Inputs): { [K in keyof Outputs]?: PropertyValue };
  delete(state: State<Inputs, Outputs>, context: Context): Promise<void>;
}

/** It was made or changed, and is not ready: what there is is kept in the state, and the next `up` tries again. */
export class NotReadyError<Outputs> extends Error {
  constructor(
    message: string,
    readonly outputs: Outputs,
  ) {
    super(message);
    this.name = "NotReadyError";
  }
}
