import fc from "fast-check";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { until } from "../../lib/until";
import { graph, type Graph } from "./graphs";
import { objectName } from "./provider";
import { type Engine, ENGINES, officialCli, type Resource, Stack } from "./stack";

/*
 * Both engines are killed at random moments of an update; the next update, by the embedded engine, completes it. Nothing
 * is created twice, and afterwards exactly the objects of the state exist. One stack contains many graphs, each of
 * them a sequence. CONFORMANCE_KILLS is the number of sequences, CONFORMANCE_SEED repeats their programs.
 */
const SEQUENCES = Number(process.env.CONFORMANCE_KILLS ?? 4);
const SEED = Number(process.env.CONFORMANCE_SEED ?? 1);
const BATCH = 50;
const UP = ["up", "--skip-preview"];

interface Kill {
  engine: Engine;
  /** The number of the provider's calls after which the engine is killed, as a share of those that it could make. */
  after: number;
}
const kills: fc.Arbitrary<Kill[]> = fc.array(
  fc.record({ engine: fc.constantFrom(...ENGINES), after: fc.nat({ max: 99 }) }),
  { minLength: 3, maxLength: 4 },
);
const sequences = fc.array(fc.array(graph, { minLength: 4, maxLength: 4 }), {
  minLength: Math.min(BATCH, SEQUENCES),
  maxLength: Math.min(BATCH, SEQUENCES),
});
const batches = fc.sample(fc.tuple(sequences, kills), {
  seed: SEED,
  numRuns: Math.ceil(SEQUENCES / BATCH),
});

beforeAll(async () => void (await officialCli()));

test.each(batches.map(([graphs, steps], i) => ({ i, graphs, steps })))(
  `seed ${SEED}, batch $i: nothing is orphaned and nothing created twice`,
  ({ graphs, steps }) => interrupted(graphs, steps),
);

async function interrupted(graphs: Graph[][], steps: Kill[]): Promise<void> {
  const objects = mkdtempSync(join(tmpdir(), "conformance-store-"));
  const stack = await new Stack({ CONFORMANCE_STORE: objects, MESHSTACK_TAKE_OVER_LOCKS: "true" }).init();
  const expectComplete = async (killed?: Kill) => {
    pluginInProcess(stack, true);
    const { code, stdout, stderr } = await stack.command("embedded", UP);
    const output = code === 0 ? "" : stdout + stderr;
    expect({ killed, code, output }).toEqual({ killed, code: 0, output: "" });
    const { resources, pending_operations: pending = [] } = (await stack.state()) as {
      resources: { urn: string; custom: boolean; id?: string; type: string }[];
      pending_operations?: unknown[];
    };
    const recorded = resources.filter(({ custom, type }) => custom && type.startsWith("conf:"));
    expect(readdirSync(objects).sort()).toEqual(recorded.map(({ urn, id }) => objectName(urn, id!)).sort());
    expect(pending).toEqual([]);
  };
  try {
    for (const [step, { engine, after }] of steps.entries()) {
      const resources = graphs.flatMap((sequence, i) => sequence[step]!(`g${i}-`).map(simple));
      stack.write({ resources });
      pluginInProcess(stack, engine === "embedded");
      await kill(stack, engine, Math.ceil((after / 100) * 2 * resources.length));
      await expectComplete(steps[step]);
    }
    stack.write({ resources: [] });
    await expectComplete();
    expect(readdirSync(objects)).toEqual([]);
  } finally {
    stack.remove();
    rmSync(objects, { recursive: true });
  }
}

/** Starts an update and kills the engine after a number of the provider's calls, if it has not ended before. */
async function kill(stack: Stack, engine: Engine, calls: number): Promise<void> {
  const child = await stack.start(engine, UP);
  const ended = once(child, "exit");
  const reached = () => stack.calls().length >= calls || child.exitCode !== null || undefined;
  await until(reached, { timeoutMs: 600_000, maxMs: 10 });
  child.kill("SIGKILL");
  await ended;
  // The plugin of the killed engine completes its calls.
  const settled = () => (stack.processes().length === 0 ? true : undefined);
  if (!(await until(settled, { timeoutMs: 30_000 }))) stack.endProcesses();
}

/** The embedded engine asks only plugins in its own process for the result of an interrupted creation. */
function pluginInProcess(stack: Stack, inProcess: boolean): void {
  const folder = join(stack.project, "plugin");
  mkdirSync(folder, { recursive: true });
  const source = join(__dirname, "provider");
  writeFileSync(join(folder, "provider.ts"), `export { createProvider } from ${JSON.stringify(source)};\n`);
  writeFileSync(
    join(stack.project, "Pulumi.yaml"),
    [
      "name: conf",
      "runtime: { name: nodejs, options: { typescript: false } }",
      ...(inProcess ? ["plugins: { providers: [{ name: conf, path: ./plugin }] }"] : []),
      "",
    ].join("\n"),
  );
}

/** A resource without the options and inputs whose purpose is that an object outlives its resource, or the reverse. */
function simple({ name, kind, inputs = {}, opts = {} }: Resource): Resource {
  const pick = (from: Record<string, unknown>, keys: string[]) =>
    Object.fromEntries(Object.entries(from).filter(([key]) => keys.includes(key)));
  return {
    name,
    ...(kind ? { kind } : {}),
    inputs: pick(inputs, ["value", "key", "used", "region"]),
    opts: pick(opts, [
      "parent",
      "dependsOn",
      "deleteBeforeReplace",
      "additionalSecretOutputs",
      "customTimeouts",
    ]),
  };
}
