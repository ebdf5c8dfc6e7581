import { spawnSync } from "node:child_process";
import { type Check, compareVersions } from "../../runtime/providers/machine/preflight/check";

/** The programs that the commands of this project require. */
interface ToolRequirements {
  /** The minimum version of Node, MAJOR.MINOR. */
  node: string;
  /** The minimum version of Go; absent if nothing is built with it. */
  go?: string;
}

/** The versions of the programs; absent for a missing program. */
export interface ToolFacts {
  node: string;
  go?: string;
  make?: string;
}

type ToolCheck = Check<ToolRequirements, ToolFacts>;

const node: ToolCheck = {
  id: "node",
  title: "Node is new enough",
  remedy: "Install Node 20 or later.",
  evaluate: ({ node: minimum }, { node: found }) =>
    compareVersions(found, minimum) >= 0
      ? { found: [`Node ${found}`] }
      : {
          failures: [
            { text: `Node: found ${found}; expected ${minimum} or newer. Install a newer version.` },
          ],
        },
};

const make: ToolCheck = {
  id: "make",
  title: "make is installed",
  remedy: "Install the Debian package make.",
  evaluate: (_, { make: found }) =>
    found === undefined
      ? { failures: [{ text: "make: not found on PATH. Install the Debian package make.", package: "make" }] }
      : { found: [`make ${found}`] },
};

const go: ToolCheck = {
  id: "go",
  title: "Go is new enough",
  remedy: "Install Go in the reported version or newer. Only builds on this machine require it.",
  evaluate({ go: minimum }, { go: found }) {
    if (minimum === undefined) return { skipped: "nothing is built on this machine" };
    if (found === undefined)
      return { failures: [{ text: `Go: not found on PATH. Install ${minimum} or newer.` }] };
    return compareVersions(found, minimum) >= 0
      ? { found: [`Go ${found}`] }
      : {
          failures: [{ text: `Go: found ${found}; expected ${minimum} or newer. Install a newer version.` }],
        };
  },
};

/** The checks of the programs that every command requires. */
export const toolChecks: readonly ToolCheck[] = [node, make, go];

/** Runs the programs on PATH to read their versions. */
export function toolFacts(): ToolFacts {
  const goVersion = versionOf("go", ["env", "GOVERSION"]);
  const makeVersion = versionOf("make", ["--version"]);
  return {
    node: process.versions.node,
    ...(goVersion !== undefined && { go: goVersion }),
    ...(makeVersion !== undefined && { make: makeVersion }),
  };
}

/** The first version in the output of a program; undefined if it cannot run. */
function versionOf(program: string, args: string[]): string | undefined {
  const { stdout, status } = spawnSync(program, args, { encoding: "utf8" });
  return status === 0 ? /\d+\.\d+(\.\d+)?/.exec(stdout)?.[0] : undefined;
}
