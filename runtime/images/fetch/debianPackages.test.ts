import { debFileOf, parseSimulation, parseStanzas, statusFile, withDetails } from "./debianPackages";

const SIMULATION = `Reading package lists...
Building dependency tree...
The following NEW packages will be installed:
  libc6 zlib1g
Inst zlib1g (1:1.2.13.dfsg-1 Debian:12.12/oldstable, Debian-Security:12/oldstable-security [amd64])
Inst libc6:amd64 [2.36-9+deb12u9] (2.36-9+deb12u13 Debian:12.12/oldstable [amd64]) [zlib1g:amd64 ]
Inst netbase (6.4 Debian:12.12/oldstable [all])
Conf libc6 (2.36-9+deb12u13 Debian:12.12/oldstable [amd64])
`;
const SHOW = `Package: libc6
Version: 2.36-9+deb12u13
Multi-Arch: same
Description: GNU C Library
 with another line
SHA256: ${"a".repeat(64)}

Package: libc6
Version: 1
SHA256: ${"b".repeat(64)}

Package: netbase
Version: 6.4
Provides: net, base (= 6.4)
SHA256: ${"c".repeat(64)}
`;

test("parses name, version and architecture of packages to install or to replace", () => {
  expect(parseSimulation(SIMULATION)).toEqual([
    { name: "libc6", version: "2.36-9+deb12u13", architecture: "amd64" },
    { name: "netbase", version: "6.4", architecture: "all" },
    { name: "zlib1g", version: "1:1.2.13.dfsg-1", architecture: "amd64" },
  ]);
  expect(parseSimulation("Conf x (1 y [amd64])\n")).toEqual([]);
  expect(() => parseSimulation("Inst x\n")).toThrow("cannot parse the line of apt-get: Inst x");
});

test("finds the checksum of the exact version", () => {
  const [libc6, netbase] = parseSimulation(SIMULATION);
  expect(withDetails([libc6!, netbase!], SHOW)).toEqual([
    { ...libc6, sha256: "a".repeat(64), relations: { "Multi-Arch": "same" } },
    { ...netbase, sha256: "c".repeat(64), relations: { Provides: "net, base (= 6.4)" } },
  ]);
  expect(() => withDetails([{ ...libc6!, version: "2" }], SHOW)).toThrow(
    "apt's lists contain no checksum of libc6 2",
  );
});

test("the status file lists installed and assumed packages once", () => {
  const [libc6] = withDetails(parseSimulation(SIMULATION).slice(0, 1), SHOW);
  const stanzas = parseStanzas(statusFile([libc6!], ["debconf", "libc6"]));
  expect(stanzas.map((stanza) => [stanza.Package, stanza.Version, stanza["Multi-Arch"]])).toEqual([
    ["libc6", "2.36-9+deb12u13", "same"],
    ["debconf", "9999:0", "foreign"],
  ]);
  expect(stanzas.every(({ Status }) => Status === "install ok installed")).toBe(true);
});

test("names a package's file as apt does", () => {
  const [, , zlib] = parseSimulation(SIMULATION);
  expect(debFileOf(zlib!)).toBe("zlib1g_1%3a1.2.13.dfsg-1_amd64.deb");
});
