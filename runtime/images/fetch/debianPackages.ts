/** A version of a Debian package in apt's lists. */
export interface DebianPackage {
  name: string;
  version: string;
  architecture: string;
  /** The checksum of the .deb file. */
  sha256: string;
  /** The fields of its control file that decide which dependencies it satisfies. */
  relations: Record<string, string>;
}

/** A package in the output of `apt-get --simulate`. */
export type Resolved = Pick<DebianPackage, "name" | "version" | "architecture">;

/** Fields that decide which dependencies a package satisfies. */
const RELATIONS = ["Multi-Arch", "Provides"];

/** Satisfies every version constraint. */
const ASSUMED_VERSION = "9999:0";

/** Parses the `Inst` lines of `apt-get --simulate install`. @returns the packages by name */
export function parseSimulation(output: string): Resolved[] {
  const packages: Resolved[] = [];
  for (const line of output.split("\n")) {
    // Inst libc6 [installed version] (2.36-9 Debian:12.12/oldstable, … [amd64]) [unconfigured packages]
    const match = /^Inst (\S+?)(?::\S+)? (?:\[\S+\] )?\((\S+) [^)]*\[(\S+)\]\)/.exec(line);
    if (match) packages.push({ name: match[1]!, version: match[2]!, architecture: match[3]! });
    else if (line.startsWith("Inst ")) throw new Error(`cannot parse the line of apt-get: ${line}`);
  }
  return packages.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Parses the stanzas of `apt-cache show`. */
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

/** Adds checksums and relations to resolved packages. @throws when one is missing in the lists */
export function withDetails(resolved: readonly Resolved[], show: string): DebianPackage[] {
  const stanzas = parseStanzas(show);
  return resolved.map(({ name, version, architecture }) => {
    const stanza = stanzas.find(({ Package, Version }) => Package === name && Version === version);
    const sha256 = stanza?.SHA256;
    if (stanza === undefined || sha256 === undefined) {
      throw new Error(`apt's lists contain no checksum of ${name} ${version}`);
    }
    const relations = Object.fromEntries(
      RELATIONS.flatMap((key) => (stanza[key] ? [[key, stanza[key]]] : [])),
    );
    return { name, version, architecture, sha256, relations };
  });
}

/**
 * Writes dpkg's status file of a system with only these packages.
 * @param assumed packages that count as installed in a version that satisfies every dependency
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

/** The name of a package's file in apt's cache. */
export const debFileOf = ({ name, version, architecture }: Resolved): string =>
  `${name}_${version.replaceAll(":", "%3a")}_${architecture}.deb`;
