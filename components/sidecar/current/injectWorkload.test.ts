import { InjectionError } from "../errors";
import { inject } from "../inject";
import { isMapping } from "../../../lib/mapping";
import { workloadKinds, workloadOf } from "../workloads";
import type { CurrentInjectionParams } from "./params";

/* Tests that need no istioctl; test/golden compares every rule with it. */

interface Container {
  name: string;
  image?: string;
  env?: { name: string; value?: string }[];
  [field: string]: unknown;
}
interface Template {
  metadata: { labels: Record<string, string>; annotations: Record<string, string> };
  spec: {
    containers: Container[];
    initContainers: Container[];
    volumes: { name: string }[];
    [field: string]: unknown;
  };
}

const current = <T>(object: T, params: CurrentInjectionParams = {}) =>
  inject(object, { istio: "current", ...params });

const apiVersions: Record<string, string> = {
  ReplicationController: "v1",
  Job: "batch/v1",
  CronJob: "batch/v1",
  Pod: "v1",
};

function workload(kind: string, metadata: object = {}, spec: object = {}) {
  const apiVersion = apiVersions[kind] ?? "apps/v1";
  const template = {
    metadata: { labels: { app: "shop" }, ...metadata },
    spec: { containers: [{ name: "a" }], ...spec },
  };
  const name = { name: "x", namespace: "shop" };
  if (kind === "Pod") return { apiVersion, kind, ...template, metadata: { ...name, ...template.metadata } };
  return {
    apiVersion,
    kind,
    metadata: name,
    spec: kind === "CronJob" ? { jobTemplate: { spec: { template } } } : { template },
  };
}

function templateOf(object: unknown): Template {
  const { apiVersion, kind } = object as { apiVersion: string; kind: string };
  const path = workloadOf(apiVersion, kind)!.templatePath;
  return path.reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], object) as Template;
}

const names = (list: { name: string }[]) => list.map(({ name }) => name);
const variable = (container: Container, name: string) =>
  container.env?.find((each) => each.name === name)?.value;

describe.each(workloadKinds)("%s", (kind) => {
  test("gets the proxy and the redirection after its own containers and init containers", () => {
    const { metadata, spec } = templateOf(current(workload(kind, {}, { initContainers: [{ name: "i" }] })));
    expect(names(spec.containers)).toEqual(["a", "istio-proxy"]);
    expect(names(spec.initContainers)).toEqual(["i", "istio-init"]);
    expect(metadata.labels).toMatchObject({ app: "shop", "service.istio.io/canonical-name": "shop" });
    expect(variable(spec.containers[1]!, "ISTIO_META_OWNER")).toMatch(
      new RegExp(`/namespaces/shop/${kind.toLowerCase()}s/x$`),
    );
  });

  test("is injected only once", () => {
    const once = current(workload(kind));
    expect(current(once)).toBe(once);
    expect(current(once, { tag: "1.32.0" })).toBe(once);
  });
});

test("starts a native sidecar before the pod's own init containers", () => {
  const deployment = workload("Deployment", {}, { initContainers: [{ name: "i" }] });
  const { spec } = templateOf(current(deployment, { nativeSidecars: true }));
  expect(names(spec.containers)).toEqual(["a"]);
  expect(names(spec.initContainers)).toEqual(["istio-init", "istio-proxy", "i"]);
  expect(spec.initContainers[1]).toMatchObject({ restartPolicy: "Always" });
});

test("redirects probes to the agent and passes it the original probes", () => {
  const readinessProbe = { httpGet: { path: "/ready", port: "web", scheme: "HTTPS" }, periodSeconds: 5 };
  const container = { name: "a", ports: [{ name: "web", containerPort: 8443 }], readinessProbe };
  const { spec } = templateOf(current(workload("Deployment", {}, { containers: [container] })));
  expect(spec.containers[0]).toEqual({
    ...container,
    readinessProbe: {
      httpGet: { path: "/app-health/a/readyz", port: 15020, scheme: "HTTP" },
      periodSeconds: 5,
    },
  });
  expect(JSON.parse(variable(spec.containers[1]!, "ISTIO_KUBE_APP_PROBERS")!)).toEqual({
    "/app-health/a/readyz": { httpGet: { path: "/ready", port: 8443, scheme: "HTTPS" } },
  });
});

test("omits undefined fields", () => {
  const find = (value: unknown, path: string): string[] =>
    value === undefined
      ? [path]
      : Array.isArray(value) || isMapping(value)
        ? Object.entries(value).flatMap(([key, part]) => find(part, `${path}.${key}`))
        : [];
  const injected = templateOf(current(workload("Deployment")));
  expect(find(injected.spec.containers, "containers")).toEqual([]);
  expect(find(injected.spec.initContainers, "initContainers")).toEqual([]);
});

test("takes the image from the parameters, in full or in parts", () => {
  const image = (params: CurrentInjectionParams) => {
    const { spec } = templateOf(current(workload("Deployment"), params));
    return [spec.initContainers[0]!.image, spec.containers[1]!.image];
  };
  expect(image({})).toEqual(Array(2).fill("docker.io/istio/proxyv2:1.31.4"));
  expect(image({ hub: "h/i", tag: "t" })).toEqual(Array(2).fill("h/i/proxyv2:t"));
  expect(image({ image: "h/p:1" })).toEqual(Array(2).fill("h/p:1"));
});

test.each<[says: string, metadata: object, params: CurrentInjectionParams, injected: boolean]>([
  ["enabled", {}, {}, true],
  ["opted out", { labels: { "sidecar.istio.io/inject": "false" } }, {}, false],
  ["disabled", {}, { policy: "disabled" }, false],
  ["disabled, opted in", { labels: { "sidecar.istio.io/inject": "true" } }, { policy: "disabled" }, true],
  [
    "disabled, another value",
    { labels: { "sidecar.istio.io/inject": "yes" } },
    { policy: "disabled" },
    false,
  ],
  ["off, opted in", { labels: { "sidecar.istio.io/inject": "true" } }, { policy: "off" }, false],
  ["an excluded namespace", {}, { excludeNamespaces: ["shop"] }, false],
  ["a namespace that is not included", {}, { includeNamespaces: ["bank"] }, false],
  ["the control plane's namespace", {}, { namespace: "shop" }, false],
])("%s", (_, metadata, params, injected) => {
  const object = workload("Deployment", metadata);
  expect(current(object, params) !== object).toBe(injected);
});

test("reports all invalid annotations of an injected pod", () => {
  const annotations = {
    "sidecar.istio.io/interceptionMode": "OFF",
    "proxy.istio.io/config": "{drainDuraton: 1m}",
    "prometheus.io/port": "9080",
  };
  expect(() => current(workload("CronJob", { annotations }))).toThrow(
    new InjectionError(
      'spec.jobTemplate.spec.template.metadata.annotations["proxy.istio.io/config"]: found "{drainDuraton: 1m}"; ' +
        "expected the YAML of a ProxyConfig. drainDuraton: found an unknown field. Did you mean drainDuration?\n" +
        'spec.jobTemplate.spec.template.metadata.annotations["sidecar.istio.io/interceptionMode"]: found "OFF"; ' +
        "expected one of REDIRECT, TPROXY, NONE.",
    ),
  );
  const optedOut = workload("CronJob", { annotations, labels: { "sidecar.istio.io/inject": "false" } });
  expect(current(optedOut)).toBe(optedOut);
});

test.each<[annotation: string, value: string, message: RegExp]>([
  ["status.sidecar.istio.io/port", " 8", /found " 8"; expected a port from 0 to 65535/],
  ["sidecar.istio.io/logLevel", "info #", /found "info #"; expected a level/],
  ["sidecar.istio.io/bootstrapOverride", "A", /found "A"; expected a DNS subdomain/],
  [
    "readiness.status.sidecar.istio.io/periodSeconds",
    "2147483648",
    /expected an integer from 0 to 2147483647/,
  ],
  ["prometheus.io/port", "15090", /"\]: found "15090"; expected a port of the application/],
  [
    "prometheus.istio.io/scrape-targets",
    "9080,15020",
    /\["prometheus.istio.io\/scrape-targets"\]: found "15020"/,
  ],
  ["sidecar.istio.io/userVolume", "{", /expected JSON/],
  ["inject.istio.io/templates", "gateway", /expected one of sidecar/],
])("%s: rejects %s", (annotation, value, message) => {
  expect(() => current(workload("Deployment", { annotations: { [annotation]: value } }))).toThrow(message);
});

test("rejects wrong shapes with their path", () => {
  expect(() => current(workload("Deployment", {}, { containers: "a" }))).toThrow(
    new InjectionError('spec.template.spec.containers: found "a"; expected a list.'),
  );
  expect(() => current(workload("Deployment", {}, { containers: ["a"] }))).toThrow(
    'spec.template.spec.containers[0]: found "a"; expected a mapping.',
  );
});
