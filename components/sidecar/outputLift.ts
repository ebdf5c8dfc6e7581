import * as pulumi from "@pulumi/pulumi";
import type { Lift } from "./lift";

/** Values may be outputs, promises, unknown or secret. */
export const outputLift: Lift = {
  map(value, change) {
    return isPlain(value) ? change(value) : known(value).apply(change);
  },
  all(values, change) {
    return values.every(isPlain) ? change([...values]) : pulumi.all(values.map(known)).apply(change);
  },
};

/** How the SDK writes a secret in properties that it has read from the wire. */
const signature = "4dabf18193072939515e22adb298388d";

interface WireSecret {
  [signature]: string;
  value: unknown;
}

function isWireSecret(value: unknown): value is WireSecret {
  return typeof value === "object" && value !== null && signature in value && "value" in value;
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
