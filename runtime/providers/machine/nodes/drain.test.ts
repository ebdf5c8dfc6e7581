import { isReady } from "./cluster";
import { podsToEvict, takesPods } from "./drain";

const pod = (name: string, rest: object = {}) => ({ metadata: { name }, ...rest });
const owned = (kind: string, controller = true) => ({
  metadata: { name: kind, ownerReferences: [{ kind, controller }] },
});

test("evicts all pods except those of DaemonSets, mirror pods and ended ones", () => {
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
])(
  "with ready %s and unschedulable %s: ready is %s, takes pods is %s",
  (status, unschedulable, ready, takes) => {
    const node = {
      spec: { unschedulable: unschedulable! },
      status: { conditions: [{ type: "Ready", status }] },
    };
    expect([isReady(node), takesPods(node)]).toEqual([ready, takes]);
  },
);
