/**
 * A view of a value that a rule can read as if it were plain. Parts are resolved when they are read, so a rule
 * depends only on the parts that it reads.
 */
export class PartialView {
  private readonly views = new Map<object, object>();
  private readonly originals = new WeakMap<object, object>();

  /** @param resolve returns the plain value of a part; may throw to stop the rule */
  constructor(private readonly resolve: (part: unknown) => unknown) {}

  /** Returns the value as the rule sees it: mappings and lists whose parts are resolved when read. */
  of(value: unknown): unknown {
    const resolved = this.resolve(value);
    if (typeof resolved !== "object" || resolved === null) return resolved;
    const existing = this.views.get(resolved);
    if (existing !== undefined) return existing;
    const view: object = Array.isArray(resolved) ? [] : {};
    for (const [key, part] of Object.entries(resolved)) {
      Object.defineProperty(view, key, { enumerable: true, configurable: true, get: () => this.of(part) });
    }
    this.views.set(resolved, view);
    this.originals.set(view, resolved);
    return view;
  }

  /** Replaces views in the result of a rule by the original parts. */
  strip(value: unknown): unknown {
    if (typeof value !== "object" || value === null) return value;
    const original = this.originals.get(value);
    if (original !== undefined) return original;
    if (Array.isArray(value)) return value.map((item) => this.strip(item));
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, this.strip(part)]));
  }
}
