/**
 * Applies functions to values that may not be known yet. The injector is written once over this interface:
 * plain objects are changed directly, a resource's inputs through outputs. Known values stay plain, so a
 * preview shows them.
 */
export interface Lift {
  /** Returns `change(value)`, now or when the value is known. */
  map(value: unknown, change: (value: unknown) => unknown): unknown;
  /** Returns `change(values)`, now or when all values are known. */
  all(values: readonly unknown[], change: (values: unknown[]) => unknown): unknown;
  /**
   * Returns `rule(value)`, now or when the parts that the rule reads are known; parts that it only passes on
   * may stay unknown. The rule sees a plain value. It must be pure and must not catch errors, because it may
   * run several times.
   */
  derive<T>(value: T, rule: (value: T) => unknown): unknown;
}

/** For objects whose values are all known. */
export const plainLift: Lift = {
  map: (value, change) => change(value),
  all: (values, change) => change([...values]),
  derive: (value, rule) => rule(value),
};
