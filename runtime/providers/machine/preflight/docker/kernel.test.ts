import { hasModule, type KernelSources } from "./kernel";

const BUILT_IN = "kernel/net/netfilter/xt_REDIRECT.ko\n";
const LOADABLE =
  "kernel/net/netfilter/xt_owner.ko.xz: kernel/net/netfilter/x_tables.ko.xz\nkernel/net/nf-nat.ko:\n";

test.each<[string, string, KernelSources, boolean | undefined]>([
  ["a kernel that says nothing", "xt_owner", {}, undefined],
  ["a list of what is loaded, with it", "xt_owner", { loaded: "xt_owner 16384 2 - Live 0x0\n" }, true],
  [
    "one of another name that begins alike",
    "xt_owner",
    { loaded: "xt_owner2 16384 2 - Live 0x0\n" },
    undefined,
  ],
  [
    "a list of what is loaded, without it: it may be built in",
    "nf_nat",
    { loaded: "xt_owner 1\n" },
    undefined,
  ],
  ["what is built in", "xt_REDIRECT", { installed: BUILT_IN + LOADABLE }, true],
  ["what can be loaded, compressed", "xt_owner", { installed: BUILT_IN + LOADABLE }, true],
  ["what can be loaded, with the other dash", "nf_nat", { installed: BUILT_IN + LOADABLE }, true],
  ["all that is installed, without it", "iptable_nat", { installed: BUILT_IN + LOADABLE }, false],
  ["a configuration that builds it in", "iptable_nat", { config: "CONFIG_IP_NF_NAT=y\n" }, true],
  ["a configuration that leaves it out", "iptable_nat", { config: "# CONFIG_IP_NF_NAT is not set\n" }, false],
  [
    "a module of which nothing says whether it is installed",
    "iptable_nat",
    { config: "CONFIG_IP_NF_NAT=m\n" },
    undefined,
  ],
  [
    "a module that is not installed",
    "iptable_nat",
    { config: "CONFIG_IP_NF_NAT=m\n", installed: LOADABLE },
    false,
  ],
  ["an option of a longer name", "nf_nat", { config: "CONFIG_NF_NAT_FTP=y\n" }, false],
  ["iptables' own targets", "xt_REDIRECT", { targets: "DNAT\nREDIRECT\n" }, true],
  ["iptables' own matches", "xt_owner", { matches: "owner\n" }, true],
  ["iptables' own tables", "iptable_nat", { tables: "nat\n" }, true],
  ["no table of iptables yet: they come with the first rule", "iptable_nat", { tables: "" }, undefined],
])("from %s: %s", (_, name, sources, expected) => {
  expect(hasModule(name, sources)).toBe(expected);
});
