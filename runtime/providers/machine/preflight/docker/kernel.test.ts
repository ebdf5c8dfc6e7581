import { hasModule, type KernelSources } from "./kernel";

const BUILT_IN = "kernel/net/netfilter/xt_REDIRECT.ko\n";
const LOADABLE =
  "kernel/net/netfilter/xt_owner.ko.xz: kernel/net/netfilter/x_tables.ko.xz\nkernel/net/nf-nat.ko:\n";

test.each<[string, string, KernelSources, boolean | undefined]>([
  ["no source", "xt_owner", {}, undefined],
  ["loaded modules that contain it", "xt_owner", { loaded: "xt_owner 16384 2 - Live 0x0\n" }, true],
  [
    "loaded modules with a longer name only",
    "xt_owner",
    { loaded: "xt_owner2 16384 2 - Live 0x0\n" },
    undefined,
  ],
  ["loaded modules without it: it may be built in", "nf_nat", { loaded: "xt_owner 1\n" }, undefined],
  ["built-in modules", "xt_REDIRECT", { installed: BUILT_IN + LOADABLE }, true],
  ["a compressed loadable module", "xt_owner", { installed: BUILT_IN + LOADABLE }, true],
  ["a loadable module with the other dash", "nf_nat", { installed: BUILT_IN + LOADABLE }, true],
  ["installed modules without it", "iptable_nat", { installed: BUILT_IN + LOADABLE }, false],
  ["a configuration that builds it in", "iptable_nat", { config: "CONFIG_IP_NF_NAT=y\n" }, true],
  ["a configuration that disables it", "iptable_nat", { config: "# CONFIG_IP_NF_NAT is not set\n" }, false],
  [
    "a loadable module without a list of installed ones",
    "iptable_nat",
    { config: "CONFIG_IP_NF_NAT=m\n" },
    undefined,
  ],
  [
    "a loadable module that is not installed",
    "iptable_nat",
    { config: "CONFIG_IP_NF_NAT=m\n", installed: LOADABLE },
    false,
  ],
  ["an option with a longer name", "nf_nat", { config: "CONFIG_NF_NAT_FTP=y\n" }, false],
  ["iptables' own targets", "xt_REDIRECT", { targets: "DNAT\nREDIRECT\n" }, true],
  ["iptables' own matches", "xt_owner", { matches: "owner\n" }, true],
  ["iptables' own tables", "iptable_nat", { tables: "nat\n" }, true],
  ["no iptables table yet: the first rule loads it", "iptable_nat", { tables: "" }, undefined],
])("from %s: %s", (_, name, sources, expected) => {
  expect(hasModule(name, sources)).toBe(expected);
});
