import type { z } from "zod";

/** A resource type as data: the source of its checks, of its class in programs and of its part of the package's schema. */
export interface Definition<
  Inputs extends z.ZodType = z.ZodType<unknown, Record<string, unknown>>,
  Outputs extends Readonly<Record<string, z.ZodType>> = Readonly<Record<string, z.ZodType>>,
> {
  /** The type token, `local:index:Process`. */
  readonly type: string;
  /** What the resource is, and what an `up` and a deletion do. */
  readonly description: string;
  /** An object of the inputs, with their descriptions and defaults. */
  readonly inputs: Inputs;
  /** The outputs besides the inputs; `secret: true` in the metadata marks a secret. One with an input's name replaces it. */
  readonly outputs: Outputs;
  /** Inputs whose change replaces the resource (the old one is deleted first); all others update it. */
  readonly replaceOnChanges?: readonly (keyof z.input<Inputs> & string)[];
  /** Inputs whose lists are sets: a change of their order alone changes nothing. */
  readonly sets?: readonly (keyof z.input<Inputs> & string)[];
}

/** The arguments of a resource type. The provider fills in the defaults. */
export type ArgsOf<D extends Definition> = z.input<D["inputs"]>;
/** The inputs with their defaults. */
export type InputsOf<D extends Definition> = z.output<D["inputs"]>;
export type OutputsOf<D extends Definition> = {
  -readonly [K in keyof D["outputs"]]: z.output<D["outputs"][K]>;
};

/** Defines a resource type. The schemas are created on first use: a program uses few types, and creating all takes time. */
export function defineResource<Inputs extends z.ZodType, Outputs extends Readonly<Record<string, z.ZodType>>>(
  type: string,
  define: () => Omit<Definition<Inputs, Outputs>, "type">,
): Definition<Inputs, Outputs> {
  let defined: ReturnType<typeof define> | undefined;
  const definition = { type } as Definition<Inputs, Outputs>;
  for (const part of ["description", "inputs", "outputs", "replaceOnChanges", "sets"] as const)
    Object.defineProperty(definition, part, { enumerable: true, get: () => (defined ??= define())[part] });
  return definition;
}
