/**
 * A view of a value for a rule that is to read it as if it were plain. What is read is asked for by name: a part
 * that `resolve` does not give is never looked at, so that a rule depends on what it reads and on nothing else.
 */
export class PartialView {
  private readonly views = new Map<object, object>();
  private readonly originals = new WeakMap<object, object>();

  /** @param resolve gives the plain value for a part, whatever stands for it; may throw to end the rule. */
  constructor(private readonly resolve: (part: unknown) => unknown) {}

  /** The value as the rule sees it: mappings and lists whose parts are resolved when they are read. */
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

  /** What a rule has made, with the original parts in the place of their views. */
  strip(value: unknown): unknown {
    if (typeof value !== "object" || value === null) return value;
    const original = this.originals.get(value);
    if (original !== undefined) return original;
    if (Array.isArray(value)) return value.map((item) => this.strip(item));
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, this.strip(part)]));
  }
}
