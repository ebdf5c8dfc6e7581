import type * as pulumi from "@pulumi/pulumi";

/** A resource's arguments, any of which may be the output of another. */
export type Inputs<T> = { [K in keyof T]: pulumi.Input<T[K]> };
