import * as fc from "fast-check";
import { InjectionError } from "../errors";
import { inject } from "../inject";
import type { InjectionParams } from "./params";
import { workloadKinds, workloadOf } from "../workloads";

interface Container {
  name: string;
  args?: string[];
}
interface PodTemplate {
  metadata?: { labels?: Record<string, string>; annotations?: Record<string, string> };
  spec: {
    containers?: Container[];
    initContainers?: Container[];
    volumes?: { name: string }[];
    [field: string]: unknown;
  };
}

const apiVersions: Record<string, string> = {
  Deployment: "apps/v1",
  DaemonSet: "extensions/v1beta1",
  ReplicaSet: "apps/v1",
  ReplicationController: "v1",
  StatefulSet: "apps/v1beta1",
  Job: "batch/v1",
  CronJob: "batch/v1",
  Pod: "v1",
};

function workload(
  kind: string,
  template: PodTemplate,
  metadata: object = { name: "x" },
): Record<string, unknown> {
  const apiVersion = apiVersions[kind]!;
  if (kind === "Pod")
    return { apiVersion, kind, metadata: { ...template.metadata, ...metadata }, spec: template.spec };
  const job = { template };
  return {
    apiVersion,
    kind,
    metadata,
    spec: kind === "CronJob" ? { schedule: "@daily", jobTemplate: { spec: job } } : job,
  };
}

function templateOf(object: Record<string, unknown>): PodTemplate {
  const path = workloadOf(object.apiVersion, object.kind)!.templatePath;
  return path.reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], object) as PodTemplate;
}

const names = (list: { name: string }[] | undefined) => list?.map(({ name }) => name);
const argument = (template: PodTemplate, flag: string) => {
  const args = template.spec.containers!.at(-1)!.args!;
  return args[args.indexOf(flag) + 1];
};

describe.each(workloadKinds)("%s", (kind) => {
  const given = workload(kind, {
    metadata: { labels: { app: "shop" } },
    spec: {
      serviceAccountName: "seller",
      containers: [{ name: "b" }, { name: "a" }],
      initContainers: [{ name: "i" }],
      volumes: [{ name: "v" }],
    },
  });

  test("gets the sidecar after its own containers", () => {
    const injected = inject(given);
    const template = templateOf(injected);
    expect(names(template.spec.containers)).toEqual(["b", "a", "istio-proxy"]);
    expect(names(template.spec.initContainers)).toEqual(["i", "istio-init"]);
    expect(names(template.spec.volumes)).toEqual(["v", "istio-envoy", "istio-certs"]);
    expect(template.spec.volumes!.at(-1)).toMatchObject({
      secret: { secretName: "istio.seller", optional: true },
    });
    expect(argument(template, "--serviceCluster")).toBe("shop");
    const status = { "sidecar.istio.io/status": "injected-version-0.2.12" };
    const annotated =
      kind === "CronJob" ? (injected.spec as { jobTemplate: PodTemplate }).jobTemplate : template;
    expect(annotated.metadata!.annotations).toEqual(status);
    expect(injected.metadata).toMatchObject({ name: "x", annotations: status });
  });

  test("is injected in a List and in a list of its kind", () => {
    const list = { apiVersion: "v1", kind: "List", items: [{ kind: "Service", apiVersion: "v1" }, given] };
    expect(inject(list)).toEqual({ ...list, items: [list.items[0], inject(given)] });
    const untyped = { ...given, apiVersion: undefined, kind: undefined };
    const typed = inject({ apiVersion: given.apiVersion, kind: `${kind}List`, items: [untyped] });
    expect(typed.items[0]).toEqual({ ...inject(given), apiVersion: undefined, kind: undefined });
  });

  test("stays unchanged in another API group", () => {
    const foreign = { ...given, apiVersion: "example.com/v1" };
    expect(inject(foreign)).toBe(foreign);
  });
});

test("reads the app label of a CronJob's pods from the job template if needed", () => {
  const cronJob = (labels: object, jobLabels: object) => ({
    apiVersion: "batch/v1",
    kind: "CronJob",
    spec: {
      jobTemplate: {
        metadata: { labels: jobLabels },
        spec: { template: { metadata: { labels }, spec: {} } },
      },
    },
  });
  const cluster = (object: Record<string, unknown>) =>
    argument(templateOf(inject(object)), "--serviceCluster");
  expect(cluster(cronJob({ app: "a" }, { app: "b" }))).toBe("a");
  expect(cluster(cronJob({}, { app: "b" }))).toBe("b");
  expect(cluster(cronJob({}, {}))).toBe("istio-proxy");
});

describe("the proxy", () => {
  const deployment = (template: Partial<PodTemplate> = {}) =>
    workload("Deployment", { spec: { containers: [{ name: "a" }] }, ...template });
  const injected = (params: InjectionParams) => templateOf(inject(deployment(), params));

  test("has the proxy settings of the mesh configuration", () => {
    const template = injected({
      includeIPRanges: "10.0.0.0/8",
      verbosity: 0,
      sidecarProxyUID: 2000,
      coreDump: true,
      mesh: {
        proxyListenPort: 16001,
        defaultConfig: {
          configPath: "/c",
          binaryPath: "/b",
          serviceCluster: "s",
          drainDuration: "60s",
          parentShutdownDuration: "90s",
          discoveryAddress: "d:1",
          discoveryRefreshDelay: "0.5s",
          zipkinAddress: "z:2",
          connectTimeout: "1500ms",
          statsdUdpAddress: "u:3",
          proxyAdminPort: 4,
          controlPlaneAuthPolicy: "MUTUAL_TLS",
        },
      },
    });
    expect(template.spec.containers!.at(-1)!.args!.join(" ")).toBe(
      "proxy sidecar --configPath /c --binaryPath /b --serviceCluster s --drainDuration 1m0s " +
        "--parentShutdownDuration 1m30s --discoveryAddress d:1 --discoveryRefreshDelay 500ms --zipkinAddress z:2 " +
        "--connectTimeout 1.5s --statsdUdpAddress u:3 --proxyAdminPort 4 --controlPlaneAuthPolicy MUTUAL_TLS",
    );
    expect(template.spec.containers!.at(-1)).toMatchObject({
      securityContext: { runAsUser: 2000 },
      volumeMounts: [{ mountPath: "/c" }, { mountPath: "/etc/certs/" }],
    });
    const [init, dump] = template.spec.initContainers!;
    expect(init!.args).toEqual(["-p", "16001", "-u", "2000", "-i", "10.0.0.0/8"]);
    expect(dump!.args![1]).toContain("core_pattern=/c/core.%e.%p.%t");
  });

  test("uses the debug image only in debug mode", () => {
    expect(injected({ debug: true, hub: "h", tag: "t" }).spec.containers!.at(-1)).toMatchObject({
      image: "h/proxy_debug:t",
      securityContext: { privileged: true, readOnlyRootFilesystem: false },
    });
    expect(injected({ debug: false, hub: "h", tag: "t" }).spec.containers!.at(-1)).toMatchObject({
      image: "h/proxy:t",
      securityContext: { privileged: false, readOnlyRootFilesystem: true },
    });
  });
});

test("leaves a workload without a pod template unchanged and rejects wrong shapes with their path", () => {
  const bare = {
    apiVersion: "v1",
    kind: "ReplicationController",
    metadata: { name: "x" },
    spec: { replicas: 0 },
  };
  expect(inject(bare)).toBe(bare);
  const wrong = (template: unknown) => () =>
    inject({ apiVersion: "apps/v1", kind: "Deployment", spec: { template } });
  expect(wrong({ spec: { containers: "a" } })).toThrow(
    new InjectionError('spec.template.spec.containers: found "a"; expected a list.'),
  );
  expect(wrong("t")).toThrow('spec.template: found "t"; expected a mapping.');
});

describe("properties", () => {
  const name = fc.stringMatching(/^[a-z]{1,8}$/);
  const containers = fc.option(fc.array(fc.record({ name })), { nil: undefined });
  const workloads = fc
    .record({
      kind: fc.constantFrom(...workloadKinds),
      containers,
      initContainers: containers,
      volumes: containers,
      hostNetwork: fc.option(fc.boolean(), { nil: undefined }),
      app: fc.option(name, { nil: undefined }),
      namespace: fc.option(fc.constantFrom("shop", "kube-system"), { nil: undefined }),
      inject: fc.option(fc.constantFrom("true", "false", "yes"), { nil: undefined }),
    })
    .map(({ kind, app, namespace, inject: asked, ...spec }) =>
      workload(
        kind,
        { metadata: app === undefined ? undefined : { labels: { app } }, spec },
        {
          name: "x",
          namespace,
          annotations: asked === undefined ? undefined : { "sidecar.istio.io/inject": asked },
        },
      ),
    );
  const allParams: fc.Arbitrary<InjectionParams> = fc.record({
    policy: fc.constantFrom("enabled", "disabled", "off"),
    debug: fc.boolean(),
    coreDump: fc.boolean(),
    verbosity: fc.nat(5),
  });

  test("is idempotent and does not change its input", () => {
    fc.assert(
      fc.property(workloads, allParams, allParams, (object, params, later) => {
        const before = structuredClone(object);
        const once = inject(object, params);
        expect(object).toEqual(before);
        expect(inject(once, params)).toBe(once);
        if (once !== object) expect(inject(once, later)).toBe(once);
      }),
    );
  });

  test("keeps existing items first and in order", () => {
    fc.assert(
      fc.property(workloads, allParams, (object, params) => {
        const before = templateOf(object).spec;
        const after = templateOf(inject(object, params)).spec;
        for (const field of ["containers", "initContainers", "volumes"] as const) {
          const own: unknown[] = before[field] ?? [];
          expect((after[field] ?? []).slice(0, own.length)).toEqual(own);
        }
      }),
    );
  });

  test("returns other values unchanged", () => {
    fc.assert(
      fc.property(fc.anything(), name, (value, kind) => {
        const object = { apiVersion: "v1", kind, spec: value };
        expect(inject(object)).toBe(object);
        expect(inject(value)).toBe(value);
      }),
    );
  });
});
