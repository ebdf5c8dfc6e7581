/**
 * How a function is applied to a value that may not be there yet. The injector is written once over this: for
 * plain objects it is plain application, for a resource's inputs it goes through outputs, and only where there are
 * some, so that all that is plain stays plain (and is seen in a preview).
 */
export interface Lift {
  /** `change(value)`, now or once the value is known. */
  map(value: unknown, change: (value: unknown) => unknown): unknown;
  /** `change(values)`, now or once all values are known. */
  all(values: readonly unknown[], change: (values: unknown[]) => unknown): unknown;
  /**
   * `rule(value)`, now or once those parts of the value are known that the rule reads; parts that it hands on
   * without a look stay what they are. The rule sees a plain value. It is pure and catches nothing, as it may be
   * run several times.
   */
  derive<T>(value: T, rule: (value: T) => unknown): unknown;
}

/** All values are there. */
export const plainLift: Lift = {
  map: (value, change) => change(value),
  all: (values, change) => change([...values]),
  derive: (value, rule) => rule(value),
};
