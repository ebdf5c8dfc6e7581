import { spawnSync } from "node:child_process";
import type { Check } from "../../lib/checks/check";
import { isOlder } from "../../lib/isOlder";

/** The programs that the commands of this project require. */
interface ToolRequirements {
  /** The minimum version of Node, MAJOR.MINOR. */
  node: string;
  /** The minimum version of Go; absent if nothing is built with it. */
  go?: string;
}

type ToolCheck = Check<[requirements: ToolRequirements, facts: ReturnType<typeof toolFacts>]>;

const node: ToolCheck = {
  id: "node",
  title: "Node is new enough",
  fix: "Install Node 20 or later.",
  run: ({ node: minimum }, { node: found }) => ({
    failures: isOlder(found, minimum) ? [`Node: found ${found}; expected ${minimum} or newer`] : [],
    found: [`Node ${found}`],
  }),
};

const make: ToolCheck = {
  id: "make",
  title: "make is installed",
  fix: "Install the Debian package make.",
  run: (_, { make: found }) => ({
    failures: found === undefined ? [{ text: "make: not found on PATH", package: "make" }] : [],
    found: [`make ${found}`],
  }),
};

const go: ToolCheck = {
  id: "go",
  title: "Go is new enough",
  fix: "Install Go in this version or newer.",
  note: "Only builds on this machine and mesh.automaticInjection require it.",
  run({ go: minimum }, { go: found }) {
    if (minimum === undefined) return { skipped: "nothing is built on this machine" };
    const tooOld = found === undefined || isOlder(found, minimum);
    return {
      failures: tooOld ? [`Go: found ${found ?? "none on PATH"}; expected ${minimum} or newer`] : [],
      found: [`Go ${found}`],
    };
  },
};

/** The checks of the programs that every command requires. */
export const toolChecks: readonly ToolCheck[] = [node, make, go];

/** Runs the programs on PATH to read their versions; absent for a missing program. */
export function toolFacts() {
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
