/** The kernel modules that a node in a container and iptables in its pods use. */
export const nodeKernel = [
  { anyOf: ["overlay"], for: "the file systems of containers" },
  { anyOf: ["nf_conntrack"], for: "Services" },
  { anyOf: ["iptable_nat", "nft_compat"], for: "the NAT table, by which proxies get their pods' traffic" },
  { anyOf: ["xt_REDIRECT"], for: "redirection to the proxies" },
  { anyOf: ["xt_owner"], for: "letting the proxies' own traffic pass" },
];
