import { errorsOf, judge, warningsOf } from "../check";
import { clusterChecks } from "./checks";
import type { Reached } from "./facts";
import { needs } from "./requirements";

const wanted = needs.parse({
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
  judge(clusterChecks, given, { ...good, ...facts });
const errors = (...args: Parameters<typeof results>) => errorsOf(results(...args)).map(({ text }) => text);
const warnings = (facts: Partial<Reached>) => warningsOf(results(facts)).map(({ text }) => text);

test("a cluster that has all of it passes every check", () => {
  expect(results({}).filter(({ result }) => result !== "passed")).toEqual([]);
});

test.each<[string, string, string | undefined, string | undefined, boolean]>([
  ["older than the least", "v1.31.9", "1.32", undefined, false],
  ["the least", "v1.32.0-eks-1234", "1.32", undefined, true],
  ["newer, of two digits more", "v1.100.0", "1.32", undefined, true],
  ["the newest", "v1.21.14+k3s1", undefined, "1.21", true],
  ["newer than the newest", "v1.22.0", undefined, "1.21", false],
  ["within both", "v1.20.1", "1.16", "1.21", true],
  ["the next major one", "v2.0.0", undefined, "1.21", false],
])("a version %s: %s", (_, version, min, max, fits) => {
  const given = { ...wanted, version: { min, max, for: "the mesh" } };
  expect(errors({ version }, given)).toHaveLength(fits ? 0 : 1);
});

test("nodes that may not be seen are taken to be real, and it is said", () => {
  const nodes = { unknown: "not known: these credentials may not list nodes" };
  expect(errors({ version: "v1.30.0", nodes })[0]).toContain("are taken to be real");
});

test("one real node among simulated ones counts; no node at all is no simulated one", () => {
  const simulated = { name: "a", simulated: true };
  expect(errors({ version: "v1.30.0", nodes: { value: [simulated] } })).toEqual([]);
  expect(
    errors({ version: "v1.30.0", nodes: { value: [simulated, { name: "b", simulated: false }] } }),
  ).toHaveLength(1);
  expect(errors({ version: "v1.30.0", nodes: { value: [] } })).toHaveLength(1);
});

test("what is not known is left out, and no failure", () => {
  const unknown = { unknown: "not known: these credentials may not list it" };
  const found = results({
    rights: unknown,
    existing: unknown,
    nodePorts: unknown,
    dns: unknown,
    proxy: unknown,
    admission: [{ pod: wanted.pods[0]!, ...unknown }],
  });
  expect(errorsOf(found)).toEqual([]);
  expect(found.filter(({ leftOut }) => leftOut === unknown.unknown).map(({ id }) => id)).toEqual([
    "rights",
    "objects",
    "node-ports",
    "dns",
    "kube-proxy",
    "admission",
  ]);
});

test("where a pod may not be tried, the namespace's label tells", () => {
  const admission = [{ pod: wanted.pods[0]!, unknown: "not known: these credentials may not create pods" }];
  expect(errors({ admission: [{ ...admission[0]!, level: "baseline" }] })).toEqual([
    expect.stringContaining(
      "the namespace default enforces Pod Security baseline, which refuses the pods of shop",
    ),
  ]);
  expect(errors({ admission: [{ ...admission[0]!, level: "privileged" }] })).toEqual([]);
});

test("what need not be in the way is a warning", () => {
  expect(
    warnings({
      existing: { value: [{ object: wanted.objects[0]!, byPulumi: true, going: false }] },
      nodePorts: { value: { taken: new Map(), unusual: 8080 } },
      dns: { value: { service: "kube-system/kube-dns", ready: false } },
      proxy: { value: undefined },
    }).map((text) => text.split(/[:,]/)[0]),
  ).toEqual(["Namespace istio-system is there", "NodePorts", "cluster DNS", "kube-proxy"]);
});

test("what is there is not taken over, and what is going is to be gone first", () => {
  const namespace = { object: wanted.objects[0]!, byPulumi: false, going: false };
  expect(errors({ existing: { value: [namespace, { ...namespace, going: true }] } })).toEqual([
    "Namespace istio-system is there, and this stack did not make it: delete it, if nobody needs it, or choose another (mesh.namespace, bookinfo.namespace)",
    "Namespace istio-system is being deleted: wait until it is gone, and try again",
  ]);
});

test("a kind that the cluster does not serve is named", () => {
  expect(errors({ missingKinds: ["networking.k8s.io/v1 Ingress"] })).toEqual([
    "the kind networking.k8s.io/v1 Ingress: this cluster does not serve it; use one of another version",
  ]);
});
