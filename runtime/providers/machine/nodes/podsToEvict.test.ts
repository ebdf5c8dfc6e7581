import { isReady, podsToEvict, takesPods } from "./podsToEvict";

const pod = (name: string, rest: object = {}) => ({ metadata: { name }, ...rest });
const owned = (kind: string, controller = true) => ({
  metadata: { name: kind, ownerReferences: [{ kind, controller }] },
});

test("all pods are evicted but those that come back, are mirrors, or have ended", () => {
  const pods = [
    pod("bare"),
    owned("ReplicaSet"),
    owned("DaemonSet"),
    pod("static", { metadata: { name: "static", annotations: { "kubernetes.io/config.mirror": "x" } } }),
    pod("done", { status: { phase: "Succeeded" } }),
    pod("failed", { status: { phase: "Failed" } }),
    pod("pending", { status: { phase: "Pending" } }),
  ];
  expect(podsToEvict(pods).map(({ metadata }) => (metadata as { name: string }).name)).toEqual([
    "bare",
    "ReplicaSet",
    "pending",
  ]);
});

test.each([
  ["True", undefined, true, true],
  ["True", true, true, false],
  ["False", undefined, false, false],
  ["Unknown", undefined, false, false],
])("a node that is ready: %s and cordoned: %s", (status, unschedulable, ready, takes) => {
  const node = {
    spec: { unschedulable: unschedulable! },
    status: { conditions: [{ type: "Ready", status }] },
  };
  expect([isReady(node), takesPods(node)]).toEqual([ready, takes]);
});
