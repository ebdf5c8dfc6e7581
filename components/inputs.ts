import type { Input, OutputInstance } from "@pulumi/pulumi";
import { isDeferred } from "./fields";

/** Applies a function to a value. The result is plain unless the value is an output or a promise. */
export function mapInput<T, Result>(value: Input<T>, change: (value: T) => Result): Input<Result> {
  if (!isDeferred(value)) return change(value as T);
  if (value instanceof Promise) return (value as Promise<T>).then(change);
  return (value as OutputInstance<T>).apply(change);
}
