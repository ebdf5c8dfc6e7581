import type { DebianLayer } from "../description";

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
