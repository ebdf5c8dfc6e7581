import fc from "fast-check";
import { perform, type Step } from "./sequence";
import { BUILD_LIMIT, type Engine, officialCli, type Resource, Stack } from "./stack";

/*
 * Random sequences of commands, each run by a random one of the engines on one shared state, do the same as the same
 * sequence by the official engine alone. CONFORMANCE_SECONDS limits the time (default 40), CONFORMANCE_SEED repeats a run.
 */
const SECONDS = Number(process.env.CONFORMANCE_SECONDS ?? 40);
const SEED = Number(process.env.CONFORMANCE_SEED ?? Date.now() % 2 ** 31);

beforeAll(async () => void (await officialCli()), BUILD_LIMIT);

const NAMES = ["a", "b", "c", "d"];

const options = fc.record(
  {
    protect: fc.boolean(),
    retainOnDelete: fc.boolean(),
    deleteBeforeReplace: fc.boolean(),
    ignoreChanges: fc.constant(["value"]),
    additionalSecretOutputs: fc.constant(["value"]),
    customTimeouts: fc.constant({ create: "1m" }),
  },
  { requiredKeys: [] },
);

const resource = (name: string, earlier: string[]): fc.Arbitrary<Resource> =>
  fc
    .record({
      value: fc.integer({ min: 1, max: 2 }),
      key: fc.constantFrom("0", "0", "1"),
      secret: fc.boolean(),
      opts: options,
      needs: fc.subarray(earlier, { maxLength: 2 }),
      uses: fc.option(fc.constantFrom(...earlier, undefined), { nil: undefined }),
    })
    .map(({ value, key, secret, opts, needs, uses }) => ({
      name,
      inputs: {
        value: secret ? { $secret: value } : value,
        key,
        ...(uses === undefined ? {} : { used: { $out: [uses, "id"] } }),
      },
      opts: {
        ...opts,
        ...(needs.length > 0 ? { dependsOn: needs.map((need) => ({ $ref: need })) } : {}),
      },
    }));

const program: fc.Arbitrary<Resource[]> = fc
  .subarray(NAMES)
  .chain((names) => fc.tuple(...names.map((name, i) => resource(name, names.slice(0, i)))));

const step: fc.Arbitrary<Step & { engine: Engine }> = fc.record({
  what: fc.constant(""),
  resources: program,
  engine: fc.constantFrom<Engine>("official", "embedded"),
  command: fc.oneof(
    { weight: 6, arbitrary: fc.constant<string[]>(["up", "--skip-preview"]) },
    { weight: 1, arbitrary: fc.constant<string[]>(["refresh", "--skip-preview"]) },
    { weight: 1, arbitrary: fc.constant<string[]>(["destroy", "--skip-preview"]) },
  ),
});

test(
  `random sequences in turns, seed ${SEED}`,
  async () => {
    const sequence = fc.array(step, { minLength: 3, maxLength: 8 });
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(sequence, async (steps) => {
        const [mixed, reference] = await Promise.all([new Stack().init(), new Stack().init()]);
        try {
          for (const { engine, ...each } of steps) {
            const [turns, alone] = await Promise.all([
              perform(mixed, engine, each),
              perform(reference, "official", each),
            ]);
            expect(turns).toEqual(alone);
          }
          runs++;
        } finally {
          mixed.remove();
          reference.remove();
        }
      }),
      {
        seed: SEED,
        numRuns: 1_000_000,
        interruptAfterTimeLimit: SECONDS * 1000,
        markInterruptAsFailure: false,
      },
    );
    process.stderr.write(`${runs} sequences, seed ${SEED}\n`);
  },
  // Time for the last sequence, and for shrinking a counterexample.
  (SECONDS + 300) * 1000,
);
