/** One version of a Debian package, as apt's lists have it. */
export interface DebianPackage {
  name: string;
  version: string;
  architecture: string;
  /** Of the .deb file. */
  sha256: string;
  /** The fields of its control file by which apt sees what it satisfies. */
  relations: Record<string, string>;
}

/** A package to be installed, as `apt-get --simulate` names it. */
export type Resolved = Pick<DebianPackage, "name" | "version" | "architecture">;

/** Fields that other packages' dependencies are checked against. */
const RELATIONS = ["Multi-Arch", "Provides"];

/** Above every version that a package asks for. */
const ASSUMED_VERSION = "9999:0";

/** The packages of the `Inst` lines of `apt-get --simulate install`, by name. */
export function parseSimulation(output: string): Resolved[] {
  const packages: Resolved[] = [];
  for (const line of output.split("\n")) {
    // Inst libc6 [installed version] (2.36-9 Debian:12.12/oldstable, … [amd64]) [what is not configured yet]
    const match = /^Inst (\S+?)(?::\S+)? (?:\[\S+\] )?\((\S+) [^)]*\[(\S+)\]\)/.exec(line);
    if (match) packages.push({ name: match[1]!, version: match[2]!, architecture: match[3]! });
    else if (line.startsWith("Inst ")) throw new Error(`apt-get says what is not understood: ${line}`);
  }
  return packages.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The stanzas of `apt-cache show`. */
export function parseStanzas(output: string): Record<string, string>[] {
  return output
    .split(/\n{2,}/)
    .map((stanza) =>
      Object.fromEntries(
        [...stanza.matchAll(/^([\w-]+):[ \t]*(.*)$/gm)].map(([, key, value]) => [key, value]),
      ),
    )
    .filter(({ Package }) => Package !== undefined);
}

/** What the lists say of resolved packages. @throws when they lack one */
export function withDetails(resolved: readonly Resolved[], show: string): DebianPackage[] {
  const stanzas = parseStanzas(show);
  return resolved.map(({ name, version, architecture }) => {
    const stanza = stanzas.find(({ Package, Version }) => Package === name && Version === version);
    const sha256 = stanza?.SHA256;
    if (stanza === undefined || sha256 === undefined) {
      throw new Error(`apt's lists have no checksum of ${name} ${version}`);
    }
    const relations = Object.fromEntries(
      RELATIONS.flatMap((key) => (stanza[key] ? [[key, stanza[key]]] : [])),
    );
    return { name, version, architecture, sha256, relations };
  });
}

/**
 * dpkg's status file of a system that has just these packages.
 * @param assumed packages that are taken to be there and satisfy all that asks for them
 */
export function statusFile(installed: readonly DebianPackage[], assumed: readonly string[]): string {
  const stanza = (fields: Record<string, string>): string =>
    Object.entries({ Status: "install ok installed", ...fields })
      .map(([key, value]) => `${key}: ${value}\n`)
      .join("");
  const there = new Set(installed.map(({ name }) => name));
  return [
    ...installed.map(({ name, version, architecture, relations }) =>
      stanza({ Package: name, Version: version, Architecture: architecture, ...relations }),
    ),
    ...assumed
      .filter((name) => !there.has(name))
      .map((name) =>
        stanza({ Package: name, Version: ASSUMED_VERSION, Architecture: "all", "Multi-Arch": "foreign" }),
      ),
  ].join("\n");
}

/** The name under which apt keeps a package's file. */
export const debFileOf = ({ name, version, architecture }: Resolved): string =>
  `${name}_${version.replaceAll(":", "%3a")}_${architecture}.deb`;
