import fc from "fast-check";
import { ManifestError } from "../../lib/manifests/manifestError";
import { writeManifest } from "../../lib/manifests/writeManifest";
import { injectText } from "./injectText";
import { typeProblems } from "./typeProblems";

const probe = { httpGet: { port: "http", httpHeaders: [{ name: "a", value: "b" }] }, timeoutSeconds: 1 };
const container = {
  name: "app",
  image: "example.com/app:1",
  args: ["a"],
  ports: [{ name: "http", containerPort: 80 }],
  env: [{ name: "A", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } }],
  resources: { limits: { cpu: "1" } },
  volumeMounts: [{ name: "data", mountPath: "/data" }],
  readinessProbe: probe,
  livenessProbe: { tcpSocket: { port: 80 } },
  startupProbe: { grpc: { port: 80 } },
  lifecycle: { preStop: { httpGet: { port: 80 } }, postStart: { exec: { command: ["true"] } } },
  securityContext: { runAsUser: 1000 },
};
const spec = {
  containers: [container, { name: "istio-proxy", image: "auto", env: [{ name: "B", value: "b" }] }],
  initContainers: [
    { name: "first", image: "a" },
    { name: "istio-init", image: "auto" },
  ],
  volumes: [{ name: "data", emptyDir: {} }],
  securityContext: { fsGroup: 0 },
  imagePullSecrets: [{ name: "s" }],
  hostNetwork: false,
};
const metadata = { labels: { app: "a" }, annotations: { "sidecar.istio.io/proxyCPU": "1" } };
const deployment = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "a", namespace: "shop" },
  spec: { replicas: 1, selector: { matchLabels: { app: "a" } }, template: { metadata, spec } },
};

test("accepts values of Kubernetes' types, null and unknown fields", () => {
  expect(typeProblems(deployment)).toEqual([]);
  expect(
    typeProblems({
      ...deployment,
      own: 1,
      metadata: { creationTimestamp: null, name: null },
      spec: { replicas: 9007199254740993n, template: { spec: { containers: null, volumes: [null] } } },
    }),
  ).toEqual([]);
  expect(typeProblems({ apiVersion: "example.com/v1", kind: "Deployment", spec: 3 })).toEqual([]);
});

test.each<[string, unknown, string]>([
  [
    "a mapping of variables",
    { containers: [{ env: { A: "1" } }] },
    'containers[0].env: found {"A":"1"}; expected a list.',
  ],
  [
    "a text as a flag",
    { hostNetwork: "yes" },
    'hostNetwork: found "yes"; expected true or false, without quotes.',
  ],
  [
    "a number as a text",
    { containers: [{ args: [1] }] },
    "containers[0].args[0]: found 1; expected a string, in quotes.",
  ],
  [
    "a port in quotes",
    { containers: [{ ports: [{ containerPort: "80" }] }] },
    'containers[0].ports[0].containerPort: found "80"; expected an integer.',
  ],
  [
    "an amount that is not a quantity",
    { containers: [{ resources: { limits: { memory: "1 GB" } } }] },
    'containers[0].resources.limits.memory: found "1 GB"; expected a quantity, such as "100m" or "128Mi".',
  ],
  [
    "a list as a port",
    { containers: [{ livenessProbe: { tcpSocket: { port: [1] } } }] },
    "containers[0].livenessProbe.tcpSocket.port: found [1]; expected an integer or a string.",
  ],
])("reports %s", (_, pod, message) => {
  expect(typeProblems({ apiVersion: "v1", kind: "Pod", spec: pod })).toEqual([`spec.${message}`]);
});

test("reports the path in lists, and in versions that Kubernetes has removed", () => {
  const pods = { template: { spec: { hostNetwork: 1 } } };
  const old = { apiVersion: "apps/v1alpha1", kind: "Deployment", spec: pods };
  const items = [{ kind: "DeploymentList", apiVersion: "apps/v1", items: [{ spec: pods }] }, old, 3];
  expect(typeProblems({ apiVersion: "v1", kind: "List", items })).toEqual([
    "items[0].items[0].spec.template.spec.hostNetwork: found 1; expected true or false, without quotes.",
    "items[1].spec.template.spec.hostNetwork: found 1; expected true or false, without quotes.",
    "items[2]: found 3; expected a mapping.",
  ]);
});

/** The paths of all values below a value. */
function pathsOf(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== "object" || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, part]) => pathsOf(part, [...path, key]))];
}

function withValue(value: unknown, [key, ...rest]: readonly string[], replacement: unknown): unknown {
  if (key === undefined) return replacement;
  const copy = structuredClone(value) as Record<string, unknown>;
  copy[key] = withValue(copy[key], rest, replacement);
  return copy;
}

test("injects a workload with any other value at any path, or rejects it in its own words", () => {
  const replaced = fc.tuple(
    fc.constantFrom(...pathsOf(deployment)),
    fc.constantFrom(null, "", "a", 3, -1, true, [], {}, [null], [[]], [3], { a: null }, { name: null }),
  );
  const istio = fc.constantFrom("classic" as const, "current" as const);
  fc.assert(
    fc.property(fc.array(replaced, { minLength: 1, maxLength: 2 }), istio, (changes, mesh) => {
      const object = changes.reduce<unknown>((value, [path, replacement]) => {
        try {
          return withValue(value, path, replacement);
        } catch {
          // The first change removed the path of the second one.
          return value;
        }
      }, deployment);
      try {
        injectText(writeManifest(object), { istio: mesh }, "x.yaml");
      } catch (error) {
        expect(error).toBeInstanceOf(ManifestError);
        expect((error as Error).message).toMatch(/found .*; expected /);
      }
    }),
    { numRuns: 1000 },
  );
});
