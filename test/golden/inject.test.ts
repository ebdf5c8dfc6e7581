import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { planBookinfo } from "../../components/bookinfo/plan";
import { objectsOf } from "../../components/objects";
import { sidecarTransform, type InjectionParams } from "../../components/sidecar";
import { meshConfigYaml } from "../../components/mesh/meshConfig";
import { injectText } from "../../tools/inject/injectText";
import { describeReference, readReference, referenceDir } from "../reference";
import { compareObjects, describeDifferences, parseObjects, type ComparedObject } from "./compare";

/** Parameters of the golden files (README of the reference). */
const params: InjectionParams = {
  policy: "enabled",
  hub: "docker.io/istio",
  tag: "unittest",
  imagePullPolicy: "IfNotPresent",
  verbosity: 2,
  sidecarProxyUID: 1337,
  version: "12345678",
  coreDump: false,
  debug: false,
  mesh: {},
};

/** Name of the golden file, name of its input, and changed parameters. */
const goldens: [golden: string, input: string, change: InjectionParams][] = [
  ["hello", "hello", { debug: true }],
  ["hello-config-map-name", "hello", {}],
  ["hello-always", "hello", { imagePullPolicy: "Always" }],
  ["hello-never", "hello", { imagePullPolicy: "Never" }],
  ["enable-core-dump", "enable-core-dump", { coreDump: true }],
  ["auth", "auth", { mesh: { authPolicy: "MUTUAL_TLS" } }],
  ["auth.cert-dir", "auth", { mesh: { authPolicy: "MUTUAL_TLS" } }],
  ["hello-ibm", "hello-ibm", { excludeNamespaces: ["ibm-system"] }],
  ["frontend", "frontend", {}],
  ["hello-host-network", "hello-host-network", {}],
  ["hello-ignore", "hello-ignore", {}],
  ["hello-multi", "hello-multi", {}],
  ["hello-service", "hello-service", {}],
  ["replicaset", "replicaset", {}],
];

/** The golden files contain Go's zero values; an omitted field has the same meaning. */
function withoutGoZeros(object: ComparedObject): ComparedObject {
  const clean = (value: unknown, key: string): unknown => {
    if (key === "status" || value === null) return undefined;
    if (Array.isArray(value)) return value.map((item) => clean(item, ""));
    if (typeof value !== "object") return value;
    if ((key === "resources" || key === "strategy") && Object.keys(value).length === 0) return undefined;
    return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, clean(field, name)]));
  };
  return clean(object, "") as ComparedObject;
}

function expectGolden(golden: string, produced: string): void {
  const expected = parseObjects(readReference("kube-inject", `${golden}.yaml.injected`));
  const objects = parseObjects(produced);
  expect(describeDifferences(compareObjects(expected, objects, [withoutGoZeros]))).toBe("");
  expect(objects.map(containerNames)).toEqual(expected.map(containerNames));
}

function containerNames(object: ComparedObject): string[] | undefined {
  type Spec = { template?: { spec?: { containers?: { name: string }[] } } };
  return (object.spec as Spec).template?.spec?.containers?.map(({ name }) => name);
}

describeReference("kube-inject goldens", () => {
  test.each(goldens)("%s", (golden, input, change) => {
    const text = readReference("kube-inject", `${input}.yaml`);
    const produced = injectText(text, { ...params, ...change }, input).text;
    expectGolden(golden, produced);
    expect(injectText(produced, { ...params, ...change }, input).text).toBe(produced);
  });

  test("the command injects a file and standard input alike", () => {
    const folder = mkdtempSync(join(tmpdir(), "inject-"));
    try {
      const meshFile = join(folder, "mesh.yaml");
      writeFileSync(meshFile, meshConfigYaml({ authPolicy: "NONE" }));
      const run = (file: string, input?: string) =>
        spawnSync(
          process.execPath,
          [
            ...["tools/start.js", "tools/inject/command.ts", "-f", file],
            ...[
              "--tag",
              "unittest",
              "--setVersionString",
              "12345678",
              "--debug=false",
              "--meshConfigFile",
              meshFile,
            ],
          ],
          { input, encoding: "utf8", cwd: resolve(__dirname, "../..") },
        );
      const fromFile = run(join(referenceDir, "kube-inject", "hello-multi.yaml"));
      expect(fromFile.stderr).toBe("");
      expectGolden("hello-multi", fromFile.stdout);
      const fromInput = run("-", readReference("kube-inject", "hello-multi.yaml"));
      expect(fromInput.stdout).toBe(fromFile.stdout);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe("sidecarTransform", () => {
  const transform = sidecarTransform(params);
  /** The inputs of an object's resource after the transform. */
  const transformed = ({
    kind,
    ...object
  }: {
    apiVersion: string;
    kind: string;
    [field: string]: unknown;
  }) => {
    const type = `kubernetes:${object.apiVersion.replace(/^v1$/, "core/v1")}:${kind}`;
    const props = { kind, ...object };
    const result = transform({ custom: true, type, name: "x", props, opts: {} });
    return (result as { props: ComparedObject } | undefined)?.props ?? (props as unknown as ComparedObject);
  };

  test("injects Bookinfo like the function inject", () => {
    const byTransform = objectsOf([planBookinfo("bookinfo", { sidecar: false })]).map(transformed);
    const byFunction = objectsOf([planBookinfo("bookinfo", { sidecar: params })]);
    expect(byFunction.filter(({ kind }) => kind === "Deployment")).toHaveLength(6);
    expect(describeDifferences(compareObjects(byFunction, byTransform))).toBe("");
  });

  test("shows the sidecar in the preview of a workload with outputs", async () => {
    const shop = pulumi.output("shop");
    const labels = { app: shop };
    const template = { metadata: { labels }, spec: { containers: [{ name: "a" }] } };
    const web = transformed({
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { namespace: shop },
      spec: { selector: { matchLabels: labels }, template },
    });
    const resolved = pulumi.output(web) as unknown as { promise(): Promise<unknown> };
    expect(await resolved.promise()).toMatchObject({
      metadata: {
        namespace: "shop",
        annotations: { "sidecar.istio.io/status": "injected-version-12345678" },
      },
      spec: {
        template: {
          spec: {
            containers: [
              { name: "a" },
              { name: "istio-proxy", args: expect.arrayContaining(["--serviceCluster", "shop"]) as unknown },
            ],
            initContainers: [{ name: "istio-init" }],
            volumes: [{ name: "istio-envoy" }, { name: "istio-certs" }],
          },
        },
      },
    });
  });
});
