import type { URN } from "../model/urn";

/** A set of URNs that a command names, `*` (no `::` or `$` across) and `**` (anything) among them. */
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
        part === "**" ? ".*" : part === "*" ? "[^:$]*" : part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"),
      )
      .join("");
    this.globs.push(new RegExp(`^${source}$`, "s"));
  }

  /** True when the user named any; otherwise everything is meant. */
  get isConstrained(): boolean {
    return this.patterns.length > 0;
  }

  /** True when no target was named, or this URN is one of them. */
  contains(urn: URN): boolean {
    return !this.isConstrained || this.names(urn);
  }

  /** True when the URN is one of those that were named. */
  names(urn: URN): boolean {
    return this.literals.has(urn) || this.globs.some((glob) => glob.test(urn));
  }

  /** Counts a URN among the targets from now on: dependents of targets. */
  addLiteral(urn: URN): void {
    this.literals.add(urn);
  }

  /** The named URNs, without patterns, that are not among those that exist. */
  unknown(existing: Iterable<URN>): URN[] {
    const known = new Set(existing);
    return [...this.patterns].filter((pattern) => !pattern.includes("*") && !known.has(pattern));
  }
}
