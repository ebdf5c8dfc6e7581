import { execFileSync } from "node:child_process";

const FAMILIES = ["iptables", "ip6tables"];

/** A snapshot of the rules, chains and policies of this machine's packet filter. */
export class PacketFilter {
  private constructor(private readonly saved: ReadonlyMap<string, string>) {}

  static now(): PacketFilter {
    return new PacketFilter(new Map(FAMILIES.map((family) => [family, save(family)])));
  }

  /** Restores the snapshot and empties tables that were created since. */
  restore(): void {
    for (const [family, before] of this.saved) {
      const known = tablesOf(before);
      const added = tablesOf(save(family)).filter((table) => !known.includes(table));
      // Restoring a table with only its built-in chains removes all other chains.
      const emptied = added.map((table) => `*${table}\n${builtInChains(family, table)}COMMIT\n`);
      if (before === "" && emptied.length === 0) continue;
      execFileSync(`${family}-restore`, { input: before + emptied.join("") });
    }
  }
}

const save = (family: string): string => execFileSync(`${family}-save`, { encoding: "utf8" });

const tablesOf = (saved: string): string[] => [...saved.matchAll(/^\*(\S+)$/gm)].map(([, name]) => name!);

function builtInChains(family: string, table: string): string {
  const chains = [...save(family).matchAll(/^\*(\S+)\n((?::.*\n)*)/gm)].find(([, name]) => name === table);
  return [...(chains?.[2] ?? "").matchAll(/^:(\S+) (\S+) .*$/gm)]
    .filter(([, , policy]) => policy !== "-")
    .map(([, name]) => `:${name} ACCEPT [0:0]\n`)
    .join("");
}
