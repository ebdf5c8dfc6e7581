import { errorsOf, evaluate, warningsOf } from "../check";
import { clusterChecks } from "./checks";
import type { Reached } from "./facts";
import { requirements } from "./requirements";

const wanted = requirements.parse({
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
  evaluate(clusterChecks, given, { ...good, ...facts });
const errors = (...args: Parameters<typeof results>) => errorsOf(results(...args)).map(({ text }) => text);
const warnings = (facts: Partial<Reached>) => warningsOf(results(facts)).map(({ text }) => text);

test("passes a cluster that meets all requirements", () => {
  expect(results({}).filter(({ result }) => result !== "passed")).toEqual([]);
});

test.each<[string, string, string | undefined, string | undefined, boolean]>([
  ["below the minimum", "v1.31.9", "1.32", undefined, false],
  ["equal to the minimum", "v1.32.0-eks-1234", "1.32", undefined, true],
  ["with more digits than the minimum", "v1.100.0", "1.32", undefined, true],
  ["equal to the maximum", "v1.21.14+k3s1", undefined, "1.21", true],
  ["above the maximum", "v1.22.0", undefined, "1.21", false],
  ["within the range", "v1.20.1", "1.16", "1.21", true],
  ["with a higher major number", "v2.0.0", undefined, "1.21", false],
])("compares a version %s: %s", (_, version, min, max, fits) => {
  const given = { ...wanted, version: { min, max, for: "the mesh" } };
  expect(errors({ version }, given)).toHaveLength(fits ? 0 : 1);
});

test("assumes that nodes run containers when they cannot be listed, and says so", () => {
  const nodes = { unknown: "unknown: these credentials may not list nodes" };
  expect(errors({ version: "v1.30.0", nodes })[0]).toContain("are assumed to run containers");
});

test("requires the version as soon as one node is real, or none exists", () => {
  const simulated = { name: "a", simulated: true };
  expect(errors({ version: "v1.30.0", nodes: { value: [simulated] } })).toEqual([]);
  expect(
    errors({ version: "v1.30.0", nodes: { value: [simulated, { name: "b", simulated: false }] } }),
  ).toHaveLength(1);
  expect(errors({ version: "v1.30.0", nodes: { value: [] } })).toHaveLength(1);
});

test("skips checks of unknown facts", () => {
  const unknown = { unknown: "unknown: these credentials may not list it" };
  const found = results({
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

test("falls back to the namespace's label when a dry run is not allowed", () => {
  const admission = [{ pod: wanted.pods[0]!, unknown: "unknown: these credentials may not create pods" }];
  expect(errors({ admission: [{ ...admission[0]!, level: "baseline" }] })).toEqual([
    expect.stringContaining(
      "namespace default enforces Pod Security baseline, which rejects the pods of shop",
    ),
  ]);
  expect(errors({ admission: [{ ...admission[0]!, level: "privileged" }] })).toEqual([]);
});

test("warns of what may be harmless", () => {
  expect(
    warnings({
      existing: { value: [{ object: wanted.objects[0]!, byPulumi: true, deleting: false }] },
      nodePorts: { value: { taken: new Map(), unusual: 8080 } },
      dns: { value: { service: "kube-system/kube-dns", ready: false } },
      proxy: { value: undefined },
    }).map((text) => text.split(/[:,]/)[0]),
  ).toEqual(["Namespace istio-system", "NodePort range", "cluster DNS", "kube-proxy"]);
});

test("rejects existing objects, and asks to wait for those being deleted", () => {
  const namespace = { object: wanted.objects[0]!, byPulumi: false, deleting: false };
  expect(errors({ existing: { value: [namespace, { ...namespace, deleting: true }] } })).toEqual([
    "Namespace istio-system: found one that this stack did not create. Delete it if it is not needed, or choose another (mesh.namespace, bookinfo.namespace).",
    "Namespace istio-system: found one that is being deleted. Wait until it is, and try again.",
  ]);
});

test("names a kind that the cluster does not support", () => {
  expect(errors({ missingKinds: ["networking.k8s.io/v1 Ingress"] })).toEqual([
    "kind networking.k8s.io/v1 Ingress: not supported by this cluster. Use a cluster of another version.",
  ]);
});
