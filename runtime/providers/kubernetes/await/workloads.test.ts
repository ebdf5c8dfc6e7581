import type { PropertyMap } from "../../../protocol/values";
import type { KubernetesObject } from "../object";
import { condition, decide, metadata, texts } from "../../../../test/support/kubernetes/sampleObjects";
import type { Verdict } from "./verdict";

describe("StatefulSet", () => {
  const set = (status: PropertyMap, generation = 1, spec: PropertyMap = {}): KubernetesObject => ({
    apiVersion: "apps/v1",
    kind: "StatefulSet",
    metadata: metadata("s", { generation }),
    spec: { replicas: 2, ...spec },
    status: { observedGeneration: generation, ...status },
  });
  const all = {
    replicas: 2,
    readyReplicas: 2,
    currentReplicas: 2,
    currentRevision: "a",
    updateRevision: "a",
  };

  test.each<[string, KubernetesObject, boolean, string]>([
    ["all replicas ready", set(all), true, "StatefulSet initialization complete"],
    [
      "one ready",
      set({ ...all, readyReplicas: 1 }),
      false,
      "[1/2] Waiting for StatefulSet to create Pods (1/2 Pods ready)",
    ],
    [
      "an update under way",
      set({ ...all, currentReplicas: 1, updatedReplicas: 1, updateRevision: "b" }, 2),
      false,
      "[1/3] Waiting for StatefulSet update to roll out (1/2 Pods ready)",
    ],
    [
      "an outdated revision",
      set({ ...all, updateRevision: "b", updatedReplicas: 2 }, 2),
      false,
      "[2/3] Waiting for StatefulSet to update .status.currentRevision",
    ],
    [
      "an update that awaits deletions",
      set({ replicas: 2, readyReplicas: 2, currentRevision: "a", updateRevision: "b" }, 2, {
        updateStrategy: { type: "OnDelete" },
      }),
      true,
      "StatefulSet initialization complete",
    ],
    [
      "a change not observed yet",
      set({ ...all, observedGeneration: 1 }, 2),
      false,
      "[1/3] Waiting for StatefulSet update to roll out (2/2 Pods ready)",
    ],
  ])("%s", (_, object, done, text) => {
    const verdict = decide(object);
    expect(verdict.done).toBe(done);
    if (!text.includes("(2/2")) expect(texts(verdict)).toEqual([text]);
  });

  test("reports its progress", () => {
    expect(decide(set({ ...all, readyReplicas: 1, updateRevision: "b", updatedReplicas: 1 })).errors).toEqual(
      [
        "1 out of 2 replicas succeeded readiness checks",
        'StatefulSet controller failed to advance from revision "a" to revision "b"',
      ],
    );
  });
});

test.each<[string, PropertyMap, boolean]>([
  [
    "all available",
    {
      desiredNumberScheduled: 2,
      currentNumberScheduled: 2,
      updatedNumberScheduled: 2,
      numberAvailable: 2,
      numberReady: 2,
    },
    true,
  ],
  ["no matching node", { desiredNumberScheduled: 0 }, true],
  ["not observed yet", { desiredNumberScheduled: 0, observedGeneration: 0 }, false],
  [
    "one not updated",
    {
      desiredNumberScheduled: 2,
      currentNumberScheduled: 2,
      updatedNumberScheduled: 1,
      numberAvailable: 2,
      numberReady: 2,
    },
    false,
  ],
  [
    "one not available",
    {
      desiredNumberScheduled: 2,
      currentNumberScheduled: 2,
      updatedNumberScheduled: 2,
      numberAvailable: 1,
      numberReady: 2,
    },
    false,
  ],
])("DaemonSet: %s", (_, status, done) => {
  const set = {
    apiVersion: "apps/v1",
    kind: "DaemonSet",
    metadata: metadata("ds"),
    status: { observedGeneration: 1, ...status },
  };
  expect(decide(set).done).toBe(done);
});

test.each<[string, PropertyMap, Partial<Verdict>, string[]]>([
  ["not started", {}, { done: false }, ['Waiting for Job "n/j" to start']],
  [
    "under way",
    { startTime: "t", active: 1 },
    { done: false },
    ['Waiting for Job "n/j" to succeed (Active: 1 | Succeeded: 0 | Failed: 0)'],
  ],
  ["complete", { conditions: [condition("Complete", "True")] }, { done: true }, []],
  [
    "failed",
    { conditions: [condition("Failed", "True", "BackoffLimitExceeded", "too often")] },
    { failed: true, errors: ["[BackoffLimitExceeded] too often"] },
    ["error: [BackoffLimitExceeded] too often"],
  ],
])("Job: %s", (_, status, wanted, messages) => {
  const verdict = decide({ apiVersion: "batch/v1", kind: "Job", metadata: metadata("j"), status });
  expect(verdict).toMatchObject(wanted);
  expect(texts(verdict)).toEqual(messages);
});

test.each<[string, PropertyMap, Partial<Verdict>]>([
  ["ready", { conditions: [condition("Ready", "True")] }, { done: true }],
  ["succeeded", { phase: "Succeeded" }, { done: true }],
  [
    "unschedulable",
    { conditions: [condition("PodScheduled", "False", "Unschedulable", "no nodes")] },
    { done: false, errors: ["[Pod n/p]: no nodes"] },
  ],
  ["failed", { phase: "Failed" }, { failed: true }],
])("Pod: %s", (_, status, wanted) => {
  const pod = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: metadata("p"),
    spec: { restartPolicy: "Never" },
    status,
  };
  expect(decide(pod)).toMatchObject(wanted);
});
