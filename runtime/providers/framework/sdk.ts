import * as pulumi from "@pulumi/pulumi";
import type { z, ZodType } from "zod";

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

/** The parts of a `ResourceType` from which the types of arguments and outputs are inferred. */
interface AnyResourceType {
  inputs: ZodType;
  create(inputs: never, context: never): Promise<unknown>;
}

/** The arguments of a resource type. The provider fills in the defaults. */
export type ArgsOf<Type extends AnyResourceType> = z.input<Type["inputs"]>;
type OutputsOf<Type extends AnyResourceType> = Fields<Awaited<ReturnType<Type["create"]>>>;
/** The fields of an interface, so that a declaration does not name the provider's own type. */
type Fields<T> = { [K in keyof T]: T[K] };

/** The class of a resource type in a program. */
export interface ResourceClass<Args, Outputs> {
  readonly token: string;
  /** The names of outputs that are not inputs. */
  readonly outputs: readonly string[];
  new (
    name: string,
    args: DeepInputs<Args>,
    opts?: pulumi.CustomResourceOptions,
  ): pulumi.CustomResource & Known<Outputs> & Known<Omit<Args, keyof Outputs>>;
}

type Known<Fields> = { readonly [K in keyof Fields]: pulumi.Output<Fields[K]> };

/**
 * Creates the class of a resource type. Its arguments and outputs have the types of the provider's schema; no code of
 * the provider is loaded.
 * @param outputs the names of all outputs that are not inputs; the provider marks the secret ones
 * @param defaults inputs that the program sends unless it sets others
 */
export function resourceClass<Type extends AnyResourceType, Args = ArgsOf<Type>>(
  token: string,
  outputs: readonly Exclude<keyof OutputsOf<Type>, keyof Args>[],
  defaults: Partial<Args> = {},
): ResourceClass<Args, OutputsOf<Type>> {
  const undefinedOutputs = Object.fromEntries(outputs.map((name) => [name, undefined]));
  const generated = class extends pulumi.CustomResource {
    static readonly token = token;
    static readonly outputs = outputs;

    constructor(name: string, args: DeepInputs<Args>, opts?: pulumi.CustomResourceOptions) {
      super(token, name, { ...defaults, ...args, ...undefinedOutputs }, opts);
    }
  };
  return generated as unknown as ResourceClass<Args, OutputsOf<Type>>;
}
