import { escapeRegExp } from "../../../lib/escapeRegExp";
import type { URN } from "../model/urn";

/** URNs of command line options. The patterns are `*` (does not match `:`) and `**` (matches anything). */
export class UrnTargets {
  private readonly literals = new Set<URN>();
  private readonly globs: RegExp[] = [];

  constructor(private readonly patterns: readonly string[]) {
    for (const pattern of patterns) {
      if (pattern.includes("*")) this.globs.push(globOf(pattern));
      else this.literals.add(pattern);
    }
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
    return this.patterns.filter((pattern) => this.literals.has(pattern) && !known.has(pattern));
  }
}

function globOf(pattern: string): RegExp {
  const parts = pattern.split(/(\*\*|\*)/).map((part) => {
    if (part === "**") return ".*";
    return part === "*" ? "[^:]*" : escapeRegExp(part);
  });
  return new RegExp(`^${parts.join("")}$`, "s");
}
