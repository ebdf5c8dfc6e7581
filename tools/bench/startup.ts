import { Checkout } from "../../test/e2e/checkout";
import { describePair, processorSeconds, type Samples } from "./measure";

/** The names that disable the patches in runtime/engine/startup. */
const PATCHES = ["bundle", "bundle-code", "module-cache", "lazy-sdk", "stack-traces", "debug-log"] as const;

const UP = ["runtime/engine/bin/pulumi", "up", "-s", "dev", "--yes", "--skip-preview"];

/**
 * Compares an unchanged `up` of stack dev with all start-up patches to one without each patch. Measures the processor
 * time of engine and program, which other load on the machine affects less than elapsed time.
 */
export async function startup(runs: number): Promise<string> {
  const checkout = new Checkout();
  const up = async (patch = ""): Promise<number> => {
    const env = { ...checkout.env, MESHSTACK_STARTUP_SKIP: patch };
    return processorSeconds(UP, { cwd: checkout.dir, env });
  };
  try {
    await checkout.pulumi("stack", "init", "dev");
    for (const patch of ["", ...PATCHES]) await up(patch); // fills the caches
    const baseline: number[] = [];
    const without = PATCHES.map((patch) => ({ what: `without ${patch}`, seconds: [] as number[] }));
    for (let run = 0; run < runs; run++) {
      baseline.push(await up());
      for (const [index, patch] of PATCHES.entries()) without[index]!.seconds.push(await up(patch));
    }
    const all: Samples = { what: "with all patches", seconds: baseline };
    return without.map((samples) => describePair(samples, all)).join("\n");
  } finally {
    await checkout.remove("dev");
  }
}
