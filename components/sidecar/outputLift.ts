import * as pulumi from "@pulumi/pulumi";
import { SIGNATURE_KEY } from "../../lib/pulumiSignature";
import type { Lift } from "./lift";
import { PartialView } from "./partialView";

/** For resource inputs, which may contain outputs, promises, unknown values and secrets. */
export const outputLift: Lift = {
  map(value, change) {
    return isPlain(value) ? change(value) : known(value).apply(change);
  },
  all(values, change) {
    return values.every(isPlain) ? change([...values]) : pulumi.all(values.map(known)).apply(change);
  },
  derive(value, rule) {
    return derive(value, rule as (value: unknown) => unknown, new Map());
  },
};

/** Thrown to stop a rule that reads a part which is not known yet. */
class Awaited {
  constructor(readonly part: unknown) {}
}

/**
 * Runs the rule until it reads a part that is not known yet, and again when that part has arrived.
 * @param arrived values of the parts that have arrived
 */
function derive(
  value: unknown,
  rule: (value: unknown) => unknown,
  arrived: ReadonlyMap<unknown, unknown>,
): unknown {
  const view = new PartialView((part) => {
    if (isPlain(part)) return part;
    if (!arrived.has(part)) throw new Awaited(part);
    return arrived.get(part);
  });
  try {
    return view.strip(rule(view.of(value)));
  } catch (ended) {
    if (!(ended instanceof Awaited)) throw ended;
    const { part } = ended;
    return known(part).apply((found) => derive(value, rule, new Map([...arrived, [part, found]])));
  }
}

interface WireSecret {
  [SIGNATURE_KEY]: string;
  value: unknown;
}

function isWireSecret(value: unknown): value is WireSecret {
  return typeof value === "object" && value !== null && SIGNATURE_KEY in value && "value" in value;
}

function isPlain(value: unknown): boolean {
  return (
    !pulumi.Output.isInstance(value) &&
    !(value instanceof Promise) &&
    !pulumi.isUnknown(value) &&
    !isWireSecret(value)
  );
}

function known(value: unknown): pulumi.Output<unknown> {
  return isWireSecret(value) ? pulumi.secret(value.value) : pulumi.output(value);
}
