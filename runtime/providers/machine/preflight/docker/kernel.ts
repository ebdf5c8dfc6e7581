import { readFileSync } from "node:fs";
import { release } from "node:os";
import { gunzipSync } from "node:zlib";

/** Where a kernel lists its features; absent when it does not. */
export interface KernelSources {
  /** /proc/modules: loaded modules. */
  loaded?: string;
  /** modules.builtin and modules.dep: built-in and loadable modules. */
  installed?: string;
  /** The kernel's configuration. */
  config?: string;
  /** What iptables has loaded: /proc/net/ip_tables_targets, …_matches and …_names. */
  targets?: string;
  matches?: string;
  tables?: string;
}

/** The kernel's configuration options of the modules that proxies and nodes use. */
const OPTIONS: Readonly<Record<string, string>> = {
  br_netfilter: "BRIDGE_NETFILTER",
  ip_tables: "IP_NF_IPTABLES",
  iptable_filter: "IP_NF_FILTER",
  iptable_mangle: "IP_NF_MANGLE",
  iptable_nat: "IP_NF_NAT",
  nf_conntrack: "NF_CONNTRACK",
  nf_nat: "NF_NAT",
  nft_compat: "NFT_COMPAT",
  overlay: "OVERLAY_FS",
  veth: "VETH",
  vxlan: "VXLAN",
  xt_REDIRECT: "NETFILTER_XT_TARGET_REDIRECT",
  xt_comment: "NETFILTER_XT_MATCH_COMMENT",
  xt_conntrack: "NETFILTER_XT_MATCH_CONNTRACK",
  xt_owner: "NETFILTER_XT_MATCH_OWNER",
};

/**
 * Whether a kernel has a module, loaded, built in or loadable; undefined when unknown. Built-in modules are not listed as
 * loaded, so absence from one list proves nothing.
 */
export function hasModule(name: string, sources: KernelSources): boolean | undefined {
  const { loaded = "", installed, config, targets = "", matches = "", tables = "" } = sources;
  if (lines(loaded).some((line) => line.split(" ")[0] === name)) return true;
  const [, part = ""] = /^(?:xt|iptable)_(.+)$/.exec(name) ?? [];
  if (part !== "" && [targets, matches, tables].some((text) => lines(text).includes(part))) return true;
  // File names use either of the two dashes: `xt_owner.ko`, `nf-nat.ko.xz`.
  const file = new RegExp(`(^|/)${name.replaceAll("_", "[-_]")}\\.ko\\b`, "m");
  if (installed !== undefined && file.test(installed)) return true;
  const option = OPTIONS[name];
  if (config !== undefined && option !== undefined) {
    if (new RegExp(`^CONFIG_${option}=y$`, "m").test(config)) return true;
    // A loadable module would be among the installed ones, if those are known.
    if (!new RegExp(`^CONFIG_${option}=m$`, "m").test(config)) return false;
  }
  return installed === undefined ? undefined : false;
}

const lines = (text: string): string[] => text.split("\n");

/** The sources of this machine's kernel. */
export function kernelSources(): KernelSources {
  const folder = `/lib/modules/${release()}`;
  const lists = [`${folder}/modules.builtin`, `${folder}/modules.dep`].map(read);
  return {
    loaded: read("/proc/modules"),
    installed: lists.includes(undefined) ? undefined : lists.join("\n"),
    config: readConfig(),
    targets: read("/proc/net/ip_tables_targets"),
    matches: read("/proc/net/ip_tables_matches"),
    tables: read("/proc/net/ip_tables_names"),
  };
}

function readConfig(): string | undefined {
  try {
    return gunzipSync(readFileSync("/proc/config.gz")).toString("utf8");
  } catch {
    return read(`/boot/config-${release()}`);
  }
}

/** The text of a file, which may be empty, as modules.dep is without loadable modules. Undefined when it cannot be read. */
function read(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
