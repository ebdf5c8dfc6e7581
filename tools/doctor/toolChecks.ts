import { spawnSync } from "node:child_process";
import { type Check, compareVersions } from "../../runtime/providers/machine/preflight/check";

/** What the commands of this project themselves are run with. */
interface ToolNeeds {
  /** The least version of Node, MAJOR.MINOR. */
  node: string;
  /** The least version of Go; absent where nothing is built with it. */
  go?: string;
}

/** Versions as the programs say them; absent where they are not there. */
export interface ToolFacts {
  node: string;
  go?: string;
  make?: string;
}

type ToolCheck = Check<ToolNeeds, ToolFacts>;

const node: ToolCheck = {
  id: "node",
  title: "Node is new enough",
  remedy: "Install Node 20 or later.",
  evaluate: ({ node: least }, { node: found }) =>
    compareVersions(found, least) >= 0
      ? { found: [`Node ${found}`] }
      : { failures: [{ text: `Node: this is ${found}, and ${least} is the least; install a newer one` }] },
};

const make: ToolCheck = {
  id: "make",
  title: "make is there",
  remedy: "Install the Debian package make.",
  evaluate: (_, { make: found }) =>
    found === undefined
      ? { failures: [{ text: "make: install the Debian package make", package: "make" }] }
      : { found: [`make ${found}`] },
};

const go: ToolCheck = {
  id: "go",
  title: "Go is new enough",
  remedy: "Install Go, of the version that is named or later. Only what is built on this machine needs it.",
  evaluate({ go: least }, { go: found }) {
    if (least === undefined) return { skipped: "nothing is built on this machine" };
    if (found === undefined)
      return { failures: [{ text: `Go: it is not on PATH; install ${least} or later` }] };
    return compareVersions(found, least) >= 0
      ? { found: [`Go ${found}`] }
      : { failures: [{ text: `Go: this is ${found}, and ${least} is the least; install a newer one` }] };
  },
};

/** What is looked at of the programs that every command needs. */
export const toolChecks: readonly ToolCheck[] = [node, make, go];

/** Asks the programs on PATH for their versions. */
export function toolFacts(): ToolFacts {
  const goVersion = versionOf("go", ["env", "GOVERSION"]);
  const makeVersion = versionOf("make", ["--version"]);
  return {
    node: process.versions.node,
    ...(goVersion !== undefined && { go: goVersion }),
    ...(makeVersion !== undefined && { make: makeVersion }),
  };
}

/** The first version in what a program prints; undefined where it cannot be run. */
function versionOf(program: string, args: string[]): string | undefined {
  const { stdout, status } = spawnSync(program, args, { encoding: "utf8" });
  return status === 0 ? /\d+\.\d+(\.\d+)?/.exec(stdout)?.[0] : undefined;
}
