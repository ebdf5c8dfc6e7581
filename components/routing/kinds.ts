import type { Problem } from "./problems";

/** The check of each kind's spec, by the kind. */
export type KindValidators<Specs> = { [Kind in keyof Specs]: (spec: Specs[Kind]) => Problem[] };

/** An object of one of some kinds, before it is registered. */
export type ObjectOf<Specs> = {
  [Kind in keyof Specs]: { kind: Kind; name: string; namespace: string; spec: Specs[Kind] };
}[keyof Specs];
