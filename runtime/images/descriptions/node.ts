import type { RootFileSystemDescription } from "../description";
import { debianBase, iptablesLinks } from "./debian";

/** CNI plugins that the pod network does not use. */
const UNUSED_PLUGINS = [
  ...["bandwidth", "bridge", "dhcp", "firewall", "host-device", "ipvlan", "macvlan"],
  ...["sbr", "static", "tuning", "vlan", "vrf"],
].map((name) => `/usr/lib/cni/${name}`);

/** Folders that the node mounts something over. */
const MOUNT_POINTS = [
  ...["/dev", "/proc", "/run", "/sys", "/tmp", "/root", "/mnt", "/opt"],
  ...["/var/lib", "/var/log", "/var/tmp"],
];

/**
 * The root file system of a real node: containerd with its client, runc, the CNI plugins, iptables and mount, so that
 * the machine needs none of them. It contains no shell.
 */
export const node: RootFileSystemDescription = {
  name: "node",
  layers: [
    debianBase,
    {
      kind: "debian",
      name: "node-programs",
      packages: ["containerd", "runc", "containernetworking-plugins", "iptables", "mount"],
      without: ["netbase"],
      exclude: [
        ...UNUSED_PLUGINS,
        "/usr/bin/containerd-shim",
        "/usr/bin/containerd-shim-runc-v1",
        "/usr/share/bash-completion",
      ],
    },
    iptablesLinks,
    {
      kind: "files",
      name: "node-root",
      files: [
        { kind: "text", path: "/etc/passwd", text: "root:x:0:0:root:/root:/usr/sbin/nologin\n" },
        { kind: "text", path: "/etc/group", text: "root:x:0:\n" },
        { kind: "text", path: "/etc/nsswitch.conf", text: "passwd: files\ngroup: files\nhosts: files dns\n" },
        ...MOUNT_POINTS.map((path) => ({ kind: "directory" as const, path })),
      ],
    },
  ],
};
