import { withoutNulls } from "../../lib/mapping";
import { InjectionError } from "./errors";
import { inject } from "./inject";

type Path = (string | number)[];

const handler = () => ({ httpGet: { path: "/", port: "http", scheme: "HTTPS" }, timeoutSeconds: 2 });
const container = (name: string) => ({
  name,
  image: "i",
  ports: [{ name: "http", containerPort: 80, protocol: "TCP" }],
  env: [{ name: "A", value: "b" }],
  volumeMounts: [{ name: "v", mountPath: "/v" }],
  livenessProbe: handler(),
  readinessProbe: { tcpSocket: { port: "http" } },
  startupProbe: { grpc: { port: 81, service: "s" } },
  lifecycle: { preStop: handler(), postStart: { exec: { command: ["c"] } } },
  securityContext: { runAsUser: 5, runAsGroup: 6 },
});
const pod = {
  apiVersion: "v1",
  kind: "Pod",
  metadata: {
    name: "p",
    namespace: "n",
    labels: { app: "shop", version: "v1" },
    annotations: { "prometheus.io/port": "9080", "sidecar.istio.io/logLevel": "info" },
  },
  spec: {
    serviceAccountName: "s",
    hostNetwork: false,
    containers: [container("a"), container("istio-proxy")],
    initContainers: [container("i"), container("istio-init")],
    volumes: [{ name: "v", emptyDir: {} }],
    imagePullSecrets: [{ name: "own" }],
  },
};

/** The paths of all fields and items within a value. */
const pathsIn = (value: unknown): Path[] =>
  Object.entries((value ?? {}) as object).flatMap(([key, part]) => {
    const step = Array.isArray(value) ? Number(key) : key;
    return [[step], ...(typeof part === "object" ? pathsIn(part).map((path) => [step, ...path]) : [])];
  });

/** The pod with another value at a path. */
function podWith(path: Path, value: unknown): typeof pod {
  const copy = structuredClone(pod);
  const parent = path.slice(0, -1).reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], copy);
  (parent as Record<string, unknown>)[path.at(-1)!] = value;
  return copy;
}

/** The injected pod, or the error. A field without a value stays in it, which Kubernetes reads as absent. */
function injected(object: typeof pod, istio: "classic" | "current"): unknown {
  try {
    return withoutNulls(
      inject(object, { istio, ...(istio === "current" && { imagePullSecrets: ["mesh"] }) }),
    );
  } catch (error) {
    if (error instanceof InjectionError) return error.message;
    throw error;
  }
}

/** A container requires a name. */
const isOptional = (path: Path) => !/ontainers\.\d\.name$/.test(path.join("."));
const isItem = (path: Path) => typeof path.at(-1) === "number";
const cases = (["classic", "current"] as const).flatMap((istio) =>
  pathsIn(pod).map((path) => [istio, path.join("."), path] as const),
);

test.each(cases.filter(([, , path]) => !isItem(path) && isOptional(path)))(
  "%s mesh: null at %s equals an absent field",
  (istio, _, path) => {
    expect(injected(podWith(path, null), istio)).toEqual(injected(podWith(path, undefined), istio));
  },
);

test.each(cases.filter(([, , path]) => isItem(path)))("%s mesh: accepts null at %s", (istio, _, path) => {
  expect(() => injected(podWith(path, null), istio)).not.toThrow();
});
