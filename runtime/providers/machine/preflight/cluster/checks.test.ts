import { errorsOf, messageOf, warningsOf } from "../../../../../lib/checks/check";
import { runChecks } from "../../../../../lib/checks/runChecks";
import { clusterChecks, clusterPreflight } from "./checks";
import type { Reached } from "./facts";

const wanted = clusterPreflight.inputs.parse({
  for: "the environment",
  kubeconfig: "unused",
  version: { min: "1.32", for: "Istio 1.31" },
  objects: [{ apiVersion: "v1", kind: "Namespace", name: "istio-system" }],
  nodePorts: [{ port: 32000, for: "the ingress", service: "istio-system/ingress" }],
  pods: [{ namespace: "default", for: "the pods of shop", spec: { containers: [] } }],
});

const good: Reached = {
  server: "https://cluster.example:6443",
  version: "v1.34.1+k3s1",
  missingKinds: [],
  rights: { value: { direct: [], granted: [] } },
  existing: { value: [] },
  foreign: [],
  nodes: { value: [{ name: "one", simulated: false }] },
  nodePorts: { value: { taken: new Map() } },
  dns: { value: { service: "kube-system/kube-dns", ready: true } },
  proxy: { value: "kube-proxy within k3s" },
  admission: [{ pod: wanted.pods[0]! }],
};

const results = (facts: Partial<Reached>, given = wanted) =>
  runChecks(clusterChecks, [given, { ...good, ...facts }]);
const errors = async (...args: Parameters<typeof results>) => errorsOf(await results(...args)).map(messageOf);
const warnings = async (facts: Partial<Reached>) => warningsOf(await results(facts)).map(messageOf);

test("passes a cluster that meets all requirements", async () => {
  expect((await results({})).filter(({ result }) => result !== "passed")).toEqual([]);
});

test.each<[string, string, string | undefined, string | undefined, boolean]>([
  ["below the minimum", "v1.31.9", "1.32", undefined, false],
  ["equal to the minimum", "v1.32.0-eks-1234", "1.32", undefined, true],
  ["with more digits than the minimum", "v1.100.0", "1.32", undefined, true],
  ["equal to the maximum", "v1.21.14+k3s1", undefined, "1.21", true],
  ["above the maximum", "v1.22.0", undefined, "1.21", false],
  ["within the range", "v1.20.1", "1.16", "1.21", true],
  ["with a higher major number", "v2.0.0", undefined, "1.21", false],
])("compares a version %s: %s", async (_, version, min, max, fits) => {
  const given = { ...wanted, version: { min, max, for: "the mesh" } };
  expect(await errors({ version }, given)).toHaveLength(fits ? 0 : 1);
});

test("assumes that nodes run containers when they cannot be listed, and says so", async () => {
  const nodes = { unknown: "unknown: these credentials may not list nodes" };
  expect((await errors({ version: "v1.30.0", nodes }))[0]).toContain("are assumed to run containers");
});

test("requires the version as soon as one node is real, or none exists", async () => {
  const simulated = { name: "a", simulated: true };
  expect(await errors({ version: "v1.30.0", nodes: { value: [simulated] } })).toEqual([]);
  expect(
    await errors({ version: "v1.30.0", nodes: { value: [simulated, { name: "b", simulated: false }] } }),
  ).toHaveLength(1);
  expect(await errors({ version: "v1.30.0", nodes: { value: [] } })).toHaveLength(1);
});

test("skips checks of unknown facts", async () => {
  const unknown = { unknown: "unknown: these credentials may not list it" };
  const found = await results({
    rights: unknown,
    existing: unknown,
    nodePorts: unknown,
    dns: unknown,
    proxy: unknown,
    admission: [{ pod: wanted.pods[0]!, ...unknown }],
  });
  expect(errorsOf(found)).toEqual([]);
  expect(found.filter(({ skipped }) => skipped === unknown.unknown).map(({ id }) => id)).toEqual([
    "rights",
    "objects",
    "node-ports",
    "dns",
    "kube-proxy",
    "admission",
  ]);
});

test("falls back to the namespace's label when a dry run is not allowed", async () => {
  const admission = [{ pod: wanted.pods[0]!, unknown: "unknown: these credentials may not create pods" }];
  expect(await errors({ admission: [{ ...admission[0]!, level: "baseline" }] })).toEqual([
    expect.stringContaining(
      "namespace default enforces Pod Security baseline, which rejects the pods of shop",
    ),
  ]);
  expect(await errors({ admission: [{ ...admission[0]!, level: "privileged" }] })).toEqual([]);
});

test("warns of what may be harmless", async () => {
  expect(
    (
      await warnings({
        existing: { value: [{ object: wanted.objects[0]!, byPulumi: true, deleting: false }] },
        nodePorts: { value: { taken: new Map(), unusual: 8080 } },
        dns: { value: { service: "kube-system/kube-dns", ready: false } },
        proxy: { value: undefined },
      })
    ).map((text) => text.split(/[:,]/)[0]),
  ).toEqual(["Namespace istio-system", "NodePort range", "cluster DNS", "kube-proxy"]);
});

test("rejects existing objects, and asks to wait for those being deleted", async () => {
  const namespace = { object: wanted.objects[0]!, byPulumi: false, deleting: false };
  expect(await errors({ existing: { value: [namespace, { ...namespace, deleting: true }] } })).toEqual([
    "Namespace istio-system: found one that this stack did not create. Delete the object if it is not needed, or choose another (mesh.namespace, bookinfo.namespace).",
    "Namespace istio-system: found one that is being deleted. Wait until its deletion has ended, and try again.",
  ]);
});

test("names a kind that the cluster does not support", async () => {
  expect(await errors({ missingKinds: ["networking.k8s.io/v1 Ingress"] })).toEqual([
    "kind networking.k8s.io/v1 Ingress: not supported by this cluster. Use a cluster of another version.",
  ]);
});
