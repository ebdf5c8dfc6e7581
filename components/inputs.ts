import type { Input, OutputInstance } from "@pulumi/pulumi";

/** True for an output or a promise. The check does not load Pulumi's SDK, which is slow to load. */
export function isDeferred(value: unknown): value is OutputInstance<unknown> | Promise<unknown> {
  if (typeof value !== "object" || value === null) return false;
  const { apply, then } = value as { apply?: unknown; then?: unknown };
  return typeof apply === "function" || typeof then === "function";
}

/** Applies a function to a value. The result is plain unless the value is an output or a promise. */
export function mapInput<T, Result>(value: Input<T>, change: (value: T) => Result): Input<Result> {
  if (!isDeferred(value)) return change(value as T);
  if (value instanceof Promise) return (value as Promise<T>).then(change);
  return (value as OutputInstance<T>).apply(change);
}
