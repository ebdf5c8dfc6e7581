import type { URN } from "../model/urn";

/** URNs of command line options. The patterns are `*` (does not match `:`) and `**` (matches anything). */
export class UrnTargets {
  private readonly literals = new Set<URN>();
  private readonly globs: RegExp[] = [];

  constructor(private readonly patterns: readonly string[]) {
    for (const pattern of patterns) this.add(pattern);
  }

  private add(pattern: string): void {
    if (!pattern.includes("*")) {
      this.literals.add(pattern);
      return;
    }
    const source = pattern
      .split(/(\*\*|\*)/)
      .map((part) =>
        part === "**" ? ".*" : part === "*" ? "[^:]*" : part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"),
      )
      .join("");
    this.globs.push(new RegExp(`^${source}$`, "s"));
  }

  /** False when the user named no URN, which means all resources. */
  get isConstrained(): boolean {
    return this.patterns.length > 0;
  }

  /** True when no URN is named or this one matches. */
  contains(urn: URN): boolean {
    return !this.isConstrained || this.names(urn);
  }

  /** True when the URN is named or matches a pattern. */
  names(urn: URN): boolean {
    return this.literals.has(urn) || this.globs.some((glob) => glob.test(urn));
  }

  /** Returns the named URNs, without patterns, that do not exist. */
  unknown(existing: Iterable<URN>): URN[] {
    const known = new Set(existing);
    return [...this.patterns].filter((pattern) => !pattern.includes("*") && !known.has(pattern));
  }
}
