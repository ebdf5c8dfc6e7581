import { ARCHITECTURE, type DebianLayer, type FilesLayer } from "../description";

/** The major version of Debian's Node.js. */
export const NODE = "18";

/** Node.js: a shared layer above the base. */
export const debianNode: DebianLayer = { kind: "debian", name: "debian-node", packages: ["nodejs"] };

/** The C and C++ libraries of all dynamic programs: a shared layer. */
export const debianBase: DebianLayer = {
  kind: "debian",
  name: "debian-base",
  packages: ["libc6", "libgcc-s1", "libstdc++6", "zlib1g", "ca-certificates"],
  without: ["openssl"],
  exclude: [
    "/usr/lib/x86_64-linux-gnu/gconv",
    "/usr/lib/aarch64-linux-gnu/gconv",
    "/usr/share/gcc",
    "/usr/share/gdb",
  ],
};

/** The folder of Java. */
export const JAVA = `/usr/lib/jvm/java-17-openjdk-${ARCHITECTURE}`;

/** A headless Java: a shared layer. */
export const debianJava: DebianLayer = {
  kind: "debian",
  name: "debian-java",
  packages: ["openjdk-17-jre-headless"],
  // For printing, drawing, sound and smart cards.
  without: [
    "ca-certificates-java",
    "java-common",
    "libasound2",
    "libcups2",
    "libfontconfig1",
    "libfreetype6",
    "libharfbuzz0b",
    "libjpeg62-turbo",
    "liblcms2-2",
    "libnss3",
    "libpcsclite1",
    "util-linux",
  ],
  // For compilers, and for heaps above 32 GiB.
  exclude: [`${JAVA}/lib/ct.sym`, `${JAVA}/lib/server/classes_nocoops.jsa`],
};

/** The links that the package iptables creates at its installation: a shared layer. */
export const iptablesLinks: FilesLayer = {
  kind: "files",
  name: "iptables-alternatives",
  files: ["iptables", "ip6tables"].flatMap((command) =>
    ["", "-save", "-restore"].map((suffix) => ({
      kind: "symlink" as const,
      path: `/usr/sbin/${command}${suffix}`,
      target: `${command}-nft${suffix}`,
    })),
  ),
};
