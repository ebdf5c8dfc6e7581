import type { Needs } from "./needs";

/** What was found on a machine, as far as it was asked for. */
export interface Facts {
  platform: string;
  /** The names of the capabilities that this process has. */
  capabilities: ReadonlySet<string>;
  /** Names and paths that are there. */
  files: ReadonlySet<string>;
  filesystems: ReadonlySet<string>;
  namespaces: ReadonlySet<string>;
  /** MiB. */
  memory: number;
  /** MiB that are free, by path; without an entry where that could not be found out. */
  disk: ReadonlyMap<string, number>;
  /** Who listens, by port; only ports that are taken. */
  listeners: ReadonlyMap<number, string>;
}

/** One thing that a machine lacks. */
export interface Lack {
  /** What is lacking and what to do about it. */
  text: string;
  /** The Debian package that brings it, where one does. */
  package?: string;
}

/** All that is needed and was not found; each says what to do. Empty: nothing. */
export function lacks(needs: Needs, facts: Facts): Lack[] {
  if (facts.platform !== "linux") {
    return [{ text: `Linux: this is ${facts.platform}; use a Linux machine or virtual machine` }];
  }
  return [
    ...lackingCapabilities(needs, facts),
    ...needs.files
      .filter(({ name }) => !facts.files.has(name))
      .map((file) => ({
        text: `${file.name}: install the Debian package ${file.package}, or have it ${file.name.startsWith("/") ? "there" : "on PATH"} by other means`,
        package: file.package,
      })),
    ...needs.filesystems
      .filter((name) => !facts.filesystems.has(name))
      .map((name) => ({
        text: `the kernel's filesystem ${name}: load it (modprobe ${name}), or use a kernel that has it`,
      })),
    ...needs.namespaces
      .filter((name) => !facts.namespaces.has(name))
      .map((name) => ({ text: `the kernel's ${name} namespaces: use a kernel that has them` })),
    ...(facts.memory < needs.memory
      ? [
          {
            text: `memory: ${needs.memory} MiB are to be available, and ${facts.memory} MiB are; end what is not needed`,
          },
        ]
      : []),
    ...needs.disk.flatMap(({ path, free }) => {
      const found = facts.disk.get(path);
      return found === undefined || found >= free
        ? []
        : [
            {
              text: `disk space: ${free} MiB are to be free for ${path}, and ${found} MiB are; make room there`,
            },
          ];
    }),
    ...needs.ports.flatMap(({ port, for: purpose }) => {
      const listener = facts.listeners.get(port);
      return listener === undefined
        ? []
        : [
            {
              text: `the port ${port} for ${purpose}: ${listener} listens on it; end that, or choose another port`,
            },
          ];
    }),
  ];
}

function lackingCapabilities(needs: Needs, facts: Facts): Lack[] {
  const missing = needs.capabilities.filter((name) => !facts.capabilities.has(name));
  return missing.length === 0 ? [] : [{ text: `root (${missing.join(", ")}): run the command with sudo` }];
}

/** The one message that says all that is lacking. */
export function describeLacks(needs: Needs, found: readonly Lack[]): string {
  const packages = [...new Set(found.flatMap((lack) => lack.package ?? []))];
  return [
    `this machine lacks what ${needs.for} need; nothing was started:`,
    ...found.map(({ text }) => `  ${text}`),
    ...(packages.length > 0 ? [`All packages at once: apt-get install ${packages.join(" ")}`] : []),
  ].join("\n");
}
