/** Linux capabilities in the order of their bits in the kernel's masks (capabilities(7), linux/capability.h). */
const BY_BIT = [
  ...(["CHOWN", "DAC_OVERRIDE", "DAC_READ_SEARCH", "FOWNER", "FSETID", "KILL", "SETGID", "SETUID"] as const),
  ...(["SETPCAP", "LINUX_IMMUTABLE", "NET_BIND_SERVICE", "NET_BROADCAST", "NET_ADMIN", "NET_RAW"] as const),
  ...(["IPC_LOCK", "IPC_OWNER", "SYS_MODULE", "SYS_RAWIO", "SYS_CHROOT", "SYS_PTRACE", "SYS_PACCT"] as const),
  ...(["SYS_ADMIN", "SYS_BOOT", "SYS_NICE", "SYS_RESOURCE", "SYS_TIME", "SYS_TTY_CONFIG", "MKNOD"] as const),
  ...(["LEASE", "AUDIT_WRITE", "AUDIT_CONTROL", "SETFCAP", "MAC_OVERRIDE", "MAC_ADMIN", "SYSLOG"] as const),
  ...(["WAKE_ALARM", "BLOCK_SUSPEND", "AUDIT_READ", "PERFMON", "BPF", "CHECKPOINT_RESTORE"] as const),
] as const;

/** A Linux capability by Docker's name (`docker run --cap-add`). */
export type Capability = (typeof BY_BIT)[number];

/** All capabilities, sorted. */
export const CAPABILITIES: readonly Capability[] = [...BY_BIT].sort();

/** The capabilities in a set of the text of /proc/PID/status, as `CAP_NET_ADMIN`. */
export function capabilitiesOf(status: string, set: "CapEff" | "CapBnd"): ReadonlySet<string> {
  const mask = new RegExp(`^${set}:\\s*([0-9a-f]+)$`, "m").exec(status)?.[1];
  if (mask === undefined) return new Set();
  const bits = BigInt(`0x${mask}`);
  return new Set(BY_BIT.filter((_, bit) => ((bits >> BigInt(bit)) & 1n) === 1n).map((name) => `CAP_${name}`));
}

/** The capabilities that a kernel knows, from the text of /proc/sys/kernel/cap_last_cap. */
export const knownCapabilities = (lastCap: string): string[] =>
  BY_BIT.slice(0, Number(lastCap) + 1).map((name) => `CAP_${name}`);
