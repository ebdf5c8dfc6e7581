import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { Checkout } from "../../test/e2e/checkout";
import { describePair, type Samples } from "./measure";

/** The patches of the module loader and of the SDK in runtime/engine/startup, by the names that switch them off. */
const PATCHES = [
  "bundle",
  "bundle-code",
  "module-cache",
  "lazy-sdk",
  "source-maps",
  "stack-traces",
  "debug-log",
] as const;

const UP = ["runtime/engine/bin/pulumi", "up", "-s", "dev", "--yes", "--skip-preview"];

/**
 * An unchanged `up` of stack dev with every start-up patch, against the same without one of them. Compares processor time
 * of the engine and the program, which other work on the machine disturbs less than elapsed time.
 */
export async function startup(runs: number): Promise<string> {
  const checkout = new Checkout();
  const up = async (patch = ""): Promise<number> => {
    const env = { ...checkout.env, MESHSTACK_STARTUP_SKIP: patch };
    return processorSeconds(UP, checkout.dir, env);
  };
  try {
    await checkout.pulumi("stack", "init", "dev");
    for (const patch of [undefined, ...PATCHES]) await up(patch); // Fills the caches.
    const samples = new Map<string, [Samples, Samples]>();
    for (let run = 0; run < runs; run++) {
      for (const patch of PATCHES) {
        const pair: [Samples, Samples] = samples.get(patch) ?? [
          { what: `without ${patch}`, seconds: [] },
          { what: "with all patches", seconds: [] },
        ];
        samples.set(patch, pair);
        pair[0].seconds.push(await up(patch));
        pair[1].seconds.push(await up());
      }
    }
    return [...samples.values()].map(describePair).join("\n");
  } finally {
    await checkout.remove("dev");
  }
}

/** User and system time of a command and of the processes that it waits for. */
async function processorSeconds(command: string[], cwd: string, env: NodeJS.ProcessEnv): Promise<number> {
  const script = `TIMEFORMAT=$'\\n%U %S'; time "$@" >&2`;
  const { stderr } = await promisify(execFile)("bash", ["-c", script, "bash", ...command], {
    cwd,
    env,
    maxBuffer: 64 << 20,
  });
  const [user, system] = stderr.trimEnd().split("\n").at(-1)!.split(" ").map(Number);
  return user! + system!;
}
