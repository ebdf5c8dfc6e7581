import type { FilesLayer } from "../description";

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
