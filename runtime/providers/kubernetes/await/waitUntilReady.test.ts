import type { StatusLog } from "../../../protocol/statusLog";
import type { Cluster } from "../cluster";
import type { KubernetesObject } from "../object";
import { ready, type Surroundings, waiting } from "./verdict";
import { waitUntilReady } from "./waitUntilReady";

const object: KubernetesObject = {
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "it", namespace: "default", uid: "1", resourceVersion: "1" },
};

afterEach(() => jest.restoreAllMocks());

/** A cluster whose only object is {@link object}, and a function that reports a change of it. */
function fakeCluster() {
  let changed = () => {};
  const informer = {
    ready: async () => {},
    items: () => [object],
    subscribe: (listener: () => void) => {
      changed = listener;
      return () => {};
    },
  };
  const cluster = {
    discovery: { collectionOf: async () => ({}) },
    informers: { of: () => informer },
  } as unknown as Cluster;
  return { cluster, change: () => changed() };
}

test("shows the same messages only once in a row", async () => {
  const { cluster, change } = fakeCluster();
  const verdicts = [waiting("0 of 2"), waiting("0 of 2"), waiting("1 of 2"), waiting("0 of 2"), ready()];
  const shown: string[] = [];
  await waitUntilReady(cluster, new AbortController().signal, {
    object,
    timeout: 600_000,
    log: { status: (text: string) => void shown.push(text) } as unknown as StatusLog,
    awaiter: {
      decide: () => {
        setImmediate(change);
        return verdicts.shift()!;
      },
    },
  });
  expect(shown).toEqual(["0 of 2", "1 of 2", "0 of 2"]);
});

test.each([
  ["forward", 10],
  ["back", -10],
])("a clock that jumps %s neither ends nor prolongs the wait", async (_, hours) => {
  const { cluster, change } = fakeCluster();
  const seen: Surroundings[] = [];
  const jumped = Date.now() + hours * 3_600_000;
  const result = await waitUntilReady(cluster, new AbortController().signal, {
    object,
    timeout: 600_000,
    log: { status: () => {} } as unknown as StatusLog,
    awaiter: {
      decide: (_object, surroundings) => {
        seen.push(surroundings);
        if (seen.length === 2) {
          jest.spyOn(Date, "now").mockReturnValue(jumped);
          setImmediate(change);
        }
        return seen.length < 3 ? waiting("not yet") : ready();
      },
    },
  });
  expect(result.errors).toEqual([]);
  expect(seen).toHaveLength(3);
  for (const { elapsed, quiet, isLast } of seen) {
    expect(isLast).toBe(false);
    expect(elapsed).toBeLessThan(600_000);
    expect(Math.min(elapsed, quiet)).toBeGreaterThanOrEqual(0);
  }
});
