import type { PropertyMap } from "../../../protocol/values";
import type { KubernetesObject } from "../object";
import {
  condition,
  decide,
  metadata,
  ownedBy,
  texts,
} from "../../../../test/support/kubernetes/sampleObjects";

describe("Deployment", () => {
  const deployment = (revision: string, status: PropertyMap, more: PropertyMap = {}): KubernetesObject => ({
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: metadata("d", { annotations: { "deployment.kubernetes.io/revision": revision } }),
    spec: { replicas: 2, template: { spec: {} } },
    status: { observedGeneration: 1, ...status },
    ...more,
  });
  const replicaSet = (revision: string, ready: number): KubernetesObject => ({
    metadata: metadata(`rs${revision}`, {
      ...ownedBy("d"),
      annotations: { "deployment.kubernetes.io/revision": revision },
    }),
    spec: { replicas: 2 },
    status: { readyReplicas: ready },
  });
  const available = { conditions: [condition("Available", "True")] };
  const rolledOut = {
    conditions: [condition("Available", "True"), condition("Progressing", "True", "NewReplicaSetAvailable")],
  };
  const unavailable = {
    conditions: [
      condition(
        "Available",
        "False",
        "MinimumReplicasUnavailable",
        "Deployment does not have minimum availability.",
      ),
      condition("Progressing", "True", "ReplicaSetUpdated"),
    ],
  };

  test("is ready when available with all pods of its first revision", () => {
    const verdict = decide(deployment("1", available), { related: { ReplicaSet: [replicaSet("1", 2)] } });
    expect(verdict.done).toBe(true);
    expect(texts(verdict)).toEqual(["Deployment initialization complete"]);
  });

  test.each<[string, KubernetesObject, KubernetesObject[]]>([
    [
      "its controller has not observed it",
      deployment("1", { ...available, observedGeneration: 0 }),
      [replicaSet("1", 2)],
    ],
    ["its pods are not all ready", deployment("1", available), [replicaSet("1", 1)]],
    ["its ReplicaSet does not exist", deployment("1", available), []],
    ["only an older ReplicaSet is ready", deployment("2", rolledOut), [replicaSet("1", 2)]],
    ["a later revision is not rolled out", deployment("2", available), [replicaSet("2", 2)]],
    ["it is not available", deployment("1", unavailable), [replicaSet("1", 2)]],
  ])("is not ready while %s", (_, object, ReplicaSet) => {
    expect(decide(object, { related: { ReplicaSet } })).toMatchObject({ done: false });
  });

  test("reports a failure as recorded: the condition, the live pods and their messages", () => {
    const pod = {
      metadata: metadata("d-1-x", ownedBy("rs1")),
      status: {
        conditions: [
          condition("PodScheduled", "True"),
          condition("Initialized", "True"),
          condition("Ready", "False", "ContainersNotReady", "containers with unready status: [c]"),
        ],
        containerStatuses: [
          {
            name: "c",
            ready: false,
            state: {
              waiting: {
                reason: "ErrImageNeverPull",
                message: 'Container image "docker.io/mesh/absent:1" is not present with pull policy of Never',
              },
            },
          },
        ],
      },
    };
    const related = {
      ReplicaSet: [replicaSet("1", 0)],
      Pod: [pod, { metadata: metadata("stranger", ownedBy("rs9")) }],
    };
    const verdict = decide(deployment("1", unavailable), { related });
    expect(verdict.errors).toEqual([
      "[MinimumReplicasUnavailable] Deployment does not have minimum availability.",
      "Minimum number of live Pods was not attained",
      '[Pod n/d-1-x]: containers with unready status: [c][ErrImageNeverPull] Container image "docker.io/mesh/absent:1" is not present with pull policy of Never',
    ]);
    expect(texts(verdict)).toEqual([
      "warning: [MinimumReplicasUnavailable] Deployment does not have minimum availability.",
      "Waiting for app ReplicaSet to be available (0/2 Pods available)",
    ]);
    const later = decide(deployment("1", unavailable), { related, elapsed: 10_000 });
    expect(texts(later)[2]).toMatch(/^warning: \[Pod n\/d-1-x\]/);
  });

  test("reports a crash with its exit code and time", () => {
    const pod = {
      metadata: metadata("crashing", ownedBy("rs1")),
      status: {
        conditions: [
          condition("Initialized", "True"),
          condition("Ready", "False", "ContainersNotReady", "containers with unready status: [c]"),
        ],
        containerStatuses: [
          {
            name: "c",
            ready: false,
            state: { terminated: { reason: "Error", exitCode: 3 } },
            lastState: { terminated: { reason: "Error", exitCode: 3, finishedAt: "2026-11-22T17:44:54Z" } },
          },
        ],
      },
    };
    const verdict = decide(deployment("1", unavailable), {
      related: { ReplicaSet: [replicaSet("1", 0)], Pod: [pod] },
    });
    expect(verdict.errors.at(-1)).toBe(
      '[Pod n/crashing]: containers with unready status: [c]container "c" completed with exit code 3\n' +
        'container "c" terminated at 2026-11-22T17:44:54Z (Error: exit code 3)',
    );
  });

  test("waits only for the claims that its pods use", () => {
    const spec = {
      replicas: 2,
      template: { spec: { volumes: [{ persistentVolumeClaim: { claimName: "mine" } }] } },
    };
    const claim = (name: string, phase: string) => ({ metadata: metadata(name), status: { phase } });
    const related = (mine: string) => ({
      ReplicaSet: [replicaSet("1", 2)],
      PersistentVolumeClaim: [claim("mine", mine), claim("other", "Pending")],
    });
    expect(decide(deployment("1", available, { spec }), { related: related("Bound") }).done).toBe(true);
    const verdict = decide(deployment("1", available, { spec }), { related: related("Pending") });
    expect(verdict.errors).toContain('Failed to bind PersistentVolumeClaim(s): "mine"');
  });

  test("uses its own counts when listing ReplicaSets is forbidden", () => {
    const counts = (readyReplicas: number) => ({
      ...available,
      replicas: 2,
      updatedReplicas: 2,
      readyReplicas,
    });
    expect(decide(deployment("1", counts(2))).done).toBe(true);
    expect(decide(deployment("1", counts(1))).done).toBe(false);
    expect(decide(deployment("1", { ...counts(2), observedGeneration: 0 })).done).toBe(false);
  });
});
