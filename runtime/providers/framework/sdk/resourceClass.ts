import * as pulumi from "@pulumi/pulumi";
import type { ArgsOf, Definition, OutputsOf } from "./definition";

type Primitive = string | number | boolean | null | undefined;

/** A value, any part of which may be the output of another resource. */
type DeepInput<T> = pulumi.Input<Parts<T>>;
type Parts<T> = T extends Primitive
  ? T
  : T extends readonly (infer Item)[]
    ? DeepInput<Item>[]
    : DeepInputs<T>;

/** An object, any part of which may be the output of another resource, but not the object itself. */
export type DeepInputs<T> = { [K in keyof T]: DeepInput<T[K]> };

/** The class of a resource type in a program. */
export interface ResourceClass<Args, Outputs> {
  readonly definition: Definition;
  new (
    name: string,
    args: DeepInputs<Args>,
    opts?: pulumi.CustomResourceOptions,
  ): pulumi.CustomResource & Known<Outputs> & Known<Omit<Args, keyof Outputs>>;
}

type Known<Fields> = { readonly [K in keyof Fields]: pulumi.Output<Fields[K]> };

/**
 * Creates the class of a resource type. Its arguments and outputs have the types of the definition; no code of the
 * provider is loaded.
 */
export function resourceClass<D extends Definition, Args = ArgsOf<D>>(
  definition: D,
): ResourceClass<Args, OutputsOf<D>> {
  const generated = class extends pulumi.CustomResource {
    static readonly definition = definition;

    constructor(name: string, args: DeepInputs<Args>, opts?: pulumi.CustomResourceOptions) {
      // The SDK creates an output only for a property that it gets; it does not send undefined ones.
      const outputs = Object.fromEntries(Object.keys(definition.outputs).map((name) => [name, undefined]));
      super(definition.type, name, { ...outputs, ...args }, opts);
    }
  };
  return generated as unknown as ResourceClass<Args, OutputsOf<D>>;
}
