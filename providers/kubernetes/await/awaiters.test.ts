import type { PropertyMap } from "../../../protocol/values";
import type { KubernetesObject } from "../object";
import { awaiterOf } from "./awaiters";
import { descendants } from "./events";
import type { Surroundings, Verdict } from "./verdict";
import { waitForAwaiter } from "./waitFor";

const metadata = (uid: string, more: PropertyMap = {}): PropertyMap => ({
  name: uid,
  namespace: "n",
  uid,
  generation: 1,
  ...more,
});
const ownedBy = (uid: string) => ({ ownerReferences: [{ uid }] });
const condition = (type: string, status: string, reason = "R", message = "m") => ({
  type,
  status,
  reason,
  message,
});

function decide(object: KubernetesObject, around: Partial<Surroundings> = {}): Verdict {
  const awaiter = awaiterOf(object.apiVersion as string, object.kind as string)!;
  return awaiter.decide(object, {
    related: {},
    elapsed: 0,
    quiet: 0,
    isRead: false,
    isLast: false,
    ...around,
  });
}
const texts = (verdict: Verdict) =>
  verdict.messages.map(({ severity, text }) => (severity === "info" ? text : `${severity}: ${text}`));

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
      "its controller has not seen it",
      deployment("1", { ...available, observedGeneration: 0 }),
      [replicaSet("1", 2)],
    ],
    ["its pods are not all ready", deployment("1", available), [replicaSet("1", 1)]],
    ["its ReplicaSet is not there", deployment("1", available), []],
    ["only an older ReplicaSet is ready", deployment("2", rolledOut), [replicaSet("1", 2)]],
    ["a later revision is not rolled out", deployment("2", available), [replicaSet("2", 2)]],
    ["it is not available", deployment("1", unavailable), [replicaSet("1", 2)]],
  ])("is not ready while %s", (_, object, ReplicaSet) => {
    expect(decide(object, { related: { ReplicaSet } })).toMatchObject({ done: false });
  });

  test("says what the recorded failure says: condition, live pods, and what the pods report", () => {
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

  test("shows a crash: exit code, and when it last ended", () => {
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

  test("waits for the claims that its pods use, and for no others", () => {
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
});

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
      "a revision behind",
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
      "a change not seen yet",
      set({ ...all, observedGeneration: 1 }, 2),
      false,
      "[1/3] Waiting for StatefulSet update to roll out (2/2 Pods ready)",
    ],
  ])("%s", (_, object, done, text) => {
    const verdict = decide(object);
    expect(verdict.done).toBe(done);
    if (!text.includes("(2/2")) expect(texts(verdict)).toEqual([text]);
  });

  test("says how far it came", () => {
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
    "all there",
    {
      desiredNumberScheduled: 2,
      currentNumberScheduled: 2,
      updatedNumberScheduled: 2,
      numberAvailable: 2,
      numberReady: 2,
    },
    true,
  ],
  ["no node wants it", { desiredNumberScheduled: 0 }, true],
  ["not seen yet", { desiredNumberScheduled: 0, observedGeneration: 0 }, false],
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
  ["run to its end", { phase: "Succeeded" }, { done: true }],
  [
    "unschedulable",
    { conditions: [condition("PodScheduled", "False", "Unschedulable", "no nodes")] },
    { done: false, errors: ["[Pod n/p]: no nodes"] },
  ],
  ["failed for good", { phase: "Failed" }, { failed: true }],
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

describe("Service", () => {
  const service = (spec: PropertyMap, status: PropertyMap = {}) => ({
    apiVersion: "v1",
    kind: "Service",
    metadata: metadata("web"),
    spec,
    status,
  });
  const slice = (ready?: boolean): KubernetesObject => ({
    metadata: metadata("web-x", { labels: { "kubernetes.io/service-name": "web" } }),
    endpoints: ready === undefined ? [] : [{ addresses: ["10.0.0.1"], conditions: { ready } }],
  });
  const selecting = { selector: { app: "a" } };

  test.each<[string, KubernetesObject, Partial<Surroundings>, boolean]>([
    ["with a ready endpoint", service(selecting), { related: { EndpointSlice: [slice(true)] } }, true],
    [
      "with none that is ready, lately changed",
      service(selecting),
      { related: { EndpointSlice: [slice(false)] }, quiet: 9_000 },
      false,
    ],
    [
      "with none for ten seconds",
      service(selecting),
      { related: { EndpointSlice: [slice()] }, quiet: 10_000 },
      true,
    ],
    [
      "with none when time is up",
      service(selecting),
      { related: { EndpointSlice: [slice()] }, isLast: true },
      true,
    ],
    ["of which nothing is known when time is up", service(selecting), { isLast: true }, false],
    ["that selects nothing", service({}), {}, true],
    ["that is headless", service({ ...selecting, clusterIP: "None" }), {}, true],
    ["for an external name", service({ type: "ExternalName" }), {}, true],
    [
      "as a load balancer without an address",
      service({ ...selecting, type: "LoadBalancer" }),
      { related: { EndpointSlice: [slice(true)] } },
      false,
    ],
    [
      "as a load balancer with one",
      service({ ...selecting, type: "LoadBalancer" }, { loadBalancer: { ingress: [{ ip: "1.2.3.4" }] } }),
      { related: { EndpointSlice: [slice(true)] } },
      true,
    ],
  ])("%s", (_, object, around, done) => {
    expect(decide(object, around).done).toBe(done);
  });
});

describe("Ingress", () => {
  const path = { path: "/p", backend: { service: { name: "web" } } };
  const ingress = (addresses: PropertyMap[]) => ({
    apiVersion: "networking.k8s.io/v1",
    kind: "Ingress",
    metadata: metadata("i"),
    spec: { rules: [{ host: "h", http: { paths: [path] } }] },
    status: { loadBalancer: { ingress: addresses } },
  });
  const Service = [{ metadata: metadata("web") }];

  test.each<[string, PropertyMap[], Partial<Surroundings>, boolean, string]>([
    ["address and backend", [{ ip: "1" }], { related: { Service } }, true, "Ingress initialization complete"],
    [
      "no address",
      [],
      { related: { Service } },
      false,
      "[2/3] Waiting for update of .status.loadBalancer with hostname/IP",
    ],
    ["no backend yet", [{ ip: "1" }], {}, false, "[1/3] Finding a matching service for each Ingress path"],
    [
      "no backend any more",
      [],
      { elapsed: 10_000 },
      false,
      'warning: No matching service found for ingress rule: "h/p" -> "web"',
    ],
  ])("%s", (_, addresses, around, done, text) => {
    const verdict = decide(ingress(addresses), around);
    expect(verdict.done).toBe(done);
    expect(texts(verdict)[0]).toBe(text);
  });
});

test.each<[string, KubernetesObject, Partial<Surroundings>, boolean]>([
  [
    "a bound claim",
    { apiVersion: "v1", kind: "PersistentVolumeClaim", status: { phase: "Bound" } },
    {},
    true,
  ],
  [
    "a pending claim",
    { apiVersion: "v1", kind: "PersistentVolumeClaim", status: { phase: "Pending" } },
    {},
    false,
  ],
  [
    "a claim that is bound with its first pod",
    {
      apiVersion: "v1",
      kind: "PersistentVolumeClaim",
      spec: { storageClassName: "late" },
      status: { phase: "Pending" },
    },
    {
      related: { StorageClass: [{ metadata: { name: "late" }, volumeBindingMode: "WaitForFirstConsumer" }] },
    },
    true,
  ],
  [
    "an available volume",
    { apiVersion: "v1", kind: "PersistentVolume", status: { phase: "Available" } },
    {},
    true,
  ],
  [
    "an established definition",
    {
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      status: { conditions: [condition("Established", "True")] },
    },
    {},
    true,
  ],
  [
    "a definition that is not",
    { apiVersion: "apiextensions.k8s.io/v1", kind: "CustomResourceDefinition" },
    {},
    false,
  ],
  ["a plain Secret", { apiVersion: "v1", kind: "Secret", type: "Opaque" }, {}, true],
  [
    "an account's Secret without its token",
    { apiVersion: "v1", kind: "Secret", type: "kubernetes.io/service-account-token" },
    {},
    false,
  ],
  [
    "a quota that is taken up",
    {
      apiVersion: "v1",
      kind: "ResourceQuota",
      spec: { hard: { pods: "1" } },
      status: { hard: { pods: "1" } },
    },
    {},
    true,
  ],
  [
    "a replication controller",
    {
      apiVersion: "v1",
      kind: "ReplicationController",
      spec: { replicas: 1 },
      status: { availableReplicas: 1 },
    },
    {},
    true,
  ],
])("%s is ready: %#", (_, object, around, done) => {
  expect(decide({ metadata: metadata("x"), ...object }, around).done).toBe(done);
});

test("a definition whose names are refused is not waited for", () => {
  const status = {
    conditions: [condition("NamesAccepted", "False", "PluralConflict", '"rules" is already in use')],
  };
  const definition = {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: metadata("x"),
    status,
  };
  expect(decide(definition)).toMatchObject({
    failed: true,
    errors: ['[PluralConflict] "rules" is already in use'],
  });
});

describe("the annotation pulumi.com/waitFor", () => {
  const asking = (value: string) => ({
    metadata: { name: "x", annotations: { "pulumi.com/waitFor": value } },
  });
  const around: Surroundings = { related: {}, elapsed: 0, quiet: 0, isRead: false, isLast: false };

  test("waits for the conditions that it names", () => {
    const awaiter = waitForAwaiter(asking('["condition=Ready", "condition=Stalled=False"]'))!;
    const object = (...conditions: PropertyMap[]) => ({ status: { conditions } });
    expect(awaiter.decide(object(condition("Ready", "True")), around).done).toBe(false);
    expect(
      awaiter.decide(object(condition("Ready", "True"), condition("Stalled", "False")), around).done,
    ).toBe(true);
  });

  test("is refused where it says what is not served", () => {
    expect(() => waitForAwaiter(asking("jsonpath={.a}"))).toThrow(
      /has "jsonpath=\{\.a\}": this provider serves condition=TYPE/,
    );
    expect(waitForAwaiter({})).toBeUndefined();
  });
});

test("an object's family is all that it owns, directly or not", () => {
  const objects = [
    { metadata: metadata("pod", ownedBy("set")) },
    { metadata: metadata("set", ownedBy("deployment")) },
    { metadata: metadata("stranger", ownedBy("other")) },
  ];
  expect([...descendants({ metadata: metadata("deployment") }, objects)].sort()).toEqual([
    "deployment",
    "pod",
    "set",
  ]);
});
