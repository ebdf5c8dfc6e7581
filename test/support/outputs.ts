import * as pulumi from "@pulumi/pulumi";

const outputOf = <T>(value: T | undefined, isKnown: boolean, isSecret: boolean) =>
  new (pulumi.Output as unknown as new (...parts: unknown[]) => pulumi.Output<T>)(
    [],
    ...[value, isKnown, isSecret, []].map((part) => Promise.resolve(part)),
  );

export const known = <T>(value: T, secret = false) => outputOf(value, true, secret);

/** An output whose value is unknown in a preview. */
export const unknown = () => outputOf<string>(undefined, false, false);
