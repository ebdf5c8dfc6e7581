import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { textAt } from "../../lib/clients/kubernetes/object";
import { ensureOfficialCli } from "../../runtime/pulumi/build";
import { Checkout, type Result } from "../e2e/checkout";
import { writeFiles } from "../engine/programFiles";
import { startCluster, type TestCluster } from "../kubernetes/cluster";
import { describeCluster } from "../kubernetes/describeCluster";
import { linkSdks } from "../support/linkSdks";
import type { Engine } from "./stack";

/*
 * What the embedded engine leaves to the official CLI, as docs/engine.md shows it: on stack `dev` of project `base`, which the
 * embedded engine creates, and from a project that refers to this stack.
 */
const BASE = `
const pulumi = require("@pulumi/pulumi");
const k8s = require("@pulumi/kubernetes");
const config = new pulumi.Config();
const kubeconfig = config.requireSecret("kubeconfig");
const provider = new k8s.Provider("cluster", { kubeconfig });
for (const [resource, { name = resource, ...options }] of Object.entries(require("./objects.json"))) {
  const args = { metadata: { name, namespace: "default" }, data: { key: name } };
  new k8s.core.v1.ConfigMap(resource, args, { provider, ...options });
}
module.exports = { kubeconfig, kubeconfigPath: config.require("kubeconfigPath") };
`;

const CONSUMER = `
const pulumi = require("@pulumi/pulumi");
const k8s = require("@pulumi/kubernetes");
const base = new pulumi.StackReference("organization/base/dev");
for (const [name, output] of [["by-text", "kubeconfig"], ["by-path", "kubeconfigPath"]]) {
  const provider = new k8s.Provider(name, { kubeconfig: base.requireOutput(output) });
  new k8s.core.v1.ConfigMap(name, { metadata: { name, namespace: "default" } }, { provider });
}
exports.kubeconfig = base.requireOutput("kubeconfig");
`;

const CONFIG_MAPS = { path: "/api/v1/namespaces/default/configmaps", apiVersion: "v1", kind: "ConfigMap" };
const CONFIG_MAP = "kubernetes:core/v1:ConfigMap";
const PROVIDER = "urn:pulumi:dev::base::pulumi:providers:kubernetes::cluster";
const urnOf = (name: string): string => `urn:pulumi:dev::base::${CONFIG_MAP}::${name}`;
const UP = ["up", "-s", "dev", "--yes", "--skip-preview"];

/** The options of each ConfigMap of the program, and its name on the server where that differs from the resource's. */
type Objects = Record<string, { name?: string; protect?: boolean }>;

describeCluster("on a stack that the embedded engine has created, the official CLI", () => {
  const checkout = new Checkout();
  let cluster: TestCluster;
  const objects: Objects = { first: {}, kept: { protect: true }, old: {} };

  const run = (engine: Engine, project: string, args: string[], codes = [0]): Promise<Result> =>
    checkout.run("tools/pulumi", ["-C", project, ...args], codes, { ENGINE: engine });

  function writeProject(name: string, program: string): void {
    writeFiles(join(checkout.dir, name), {
      "Pulumi.yaml": `name: ${name}\nruntime: { name: nodejs, options: { typescript: false } }\n`,
      "package.json": "{}",
      "index.js": program,
    });
    linkSdks(join(checkout.dir, name), ["pulumi", "kubernetes"]);
  }

  const stateFile = (project: string): string =>
    join(checkout.home, ".pulumi", "stacks", project, "dev.json");
  const writeObjects = (): void =>
    writeFileSync(join(checkout.dir, "base", "objects.json"), JSON.stringify(objects));

  /** The next command of the embedded engine changes nothing. */
  async function expectNoChanges(): Promise<void> {
    writeObjects();
    const { stdout } = await run("embedded", "base", ["preview", "-s", "dev", "--expect-no-changes"]);
    expect(stdout).toMatch(/^ +\d+ unchanged$/m);
  }

  /** The names of the ConfigMaps on the server. */
  const names = async (): Promise<string[]> => {
    const { items } = await cluster.client.list(CONFIG_MAPS);
    return items.map((item) => textAt(item, "metadata", "name")!);
  };

  beforeAll(async () => {
    await ensureOfficialCli(() => undefined, new AbortController().signal);
    cluster = await startCluster({ nodes: 0 });
    const kubeconfigPath = join(checkout.dir, "kubeconfig");
    writeFileSync(kubeconfigPath, cluster.kubeconfig, { mode: 0o600 });
    writeProject("base", BASE);
    writeProject("consumer", CONSUMER);
    writeObjects();
    await run("embedded", "base", ["stack", "init", "dev"]);
    await run("embedded", "base", ["config", "set", "kubeconfigPath", kubeconfigPath, "-s", "dev"]);
    await run("embedded", "base", [
      ...["config", "set", "--secret", "kubeconfig", "-s", "dev", "--", cluster.kubeconfig],
    ]);
    await run("embedded", "base", UP);
  });
  afterAll(async () => {
    await cluster?.stop();
    await checkout.remove();
  });

  test("imports an existing object", async () => {
    const object = {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "found" },
      data: { key: "found" },
    };
    const before = await cluster.client.post(CONFIG_MAPS, object, { fieldManager: "kubectl-create" });

    await run("official", "base", [
      ...["import", CONFIG_MAP, "found", "default/found", "--provider", `cluster=${PROVIDER}`],
      ...["--protect=false", "--generate-code=false", "-s", "dev", "--yes"],
    ]);
    objects.found = {};
    await expectNoChanges();
    await run("embedded", "base", UP);
    const after = await cluster.client.get(CONFIG_MAPS, "found");
    expect(textAt(after, "metadata", "uid")).toBe(textAt(before, "metadata", "uid"));
  });

  test("renames a resource in the state", async () => {
    await run("official", "base", ["state", "rename", urnOf("old"), "new", "-s", "dev", "--yes"]);
    delete objects.old;
    objects.new = { name: "old" };
    await expectNoChanges();
  });

  test("deletes a resource from the state and keeps the object", async () => {
    await run("official", "base", ["state", "delete", urnOf("first"), "-s", "dev", "--yes"]);
    delete objects.first;
    await expectNoChanges();
    expect(await names()).toContain("first");
  });

  test("unprotects a resource in the state, so that it can be deleted", async () => {
    delete objects.kept;
    writeObjects();
    const { stdout } = await run("embedded", "base", UP, [1]);
    expect(stdout).toContain(`pulumi state unprotect '${urnOf("kept")}'`);
    expect(await names()).toContain("kept");

    await run("official", "base", ["state", "unprotect", urnOf("kept"), "-s", "dev", "--yes"]);
    await run("embedded", "base", UP);
    expect(await names()).not.toContain("kept");
    await expectNoChanges();
  });

  test("repairs a state whose resources are out of order", async () => {
    const file = stateFile("base");
    const state = JSON.parse(readFileSync(file, "utf8")) as {
      checkpoint: { latest: { resources: unknown[] } };
    };
    state.checkpoint.latest.resources.reverse();
    writeFileSync(file, JSON.stringify(state));
    const { stderr } = await run("embedded", "base", ["preview", "-s", "dev"], [1]);
    expect(stderr).toContain("snapshot integrity failure");

    await run("official", "base", ["state", "repair", "-s", "dev", "--yes"]);
    await expectNoChanges();
  });

  test.each<[Engine, Engine]>([
    ["official", "embedded"],
    ["embedded", "official"],
  ])(
    "resolves a StackReference to the kubeconfig, and keeps it secret (created by the %s engine, deleted by the %s)",
    async (first, second) => {
      await run(first, "consumer", ["stack", "init", "dev"]);
      await run(first, "consumer", UP);
      expect(await names()).toEqual(expect.arrayContaining(["by-path", "by-text"]));
      const { stdout } = await run(first, "consumer", ["stack", "output", "kubeconfig", "-s", "dev"]);
      expect(stdout.trim()).toBe("[secret]");
      const key = /client-key-data: (\S+)/.exec(cluster.kubeconfig)![1]!;
      expect(readFileSync(stateFile("consumer"), "utf8")).not.toContain(key);
      await run(second, "consumer", ["preview", "-s", "dev", "--expect-no-changes"]);
      await run(second, "consumer", ["destroy", "-s", "dev", "--yes", "--skip-preview", "--remove"]);
      expect(await names()).not.toContain("by-text");
    },
  );

  test.each([
    ["import", CONFIG_MAP, "found", "default/found"],
    ["state", "delete", urnOf("first")],
    ["state", "rename", urnOf("old"), "new"],
    ["state", "repair"],
    ["state", "unprotect", "--all"],
  ])("is named by the embedded engine where it rejects: %s %s", async (...args) => {
    const { stderr } = await run("embedded", "base", [...args, "-s", "dev", "--yes"], [2]);
    expect(stderr).toBe(
      `error: \`pulumi ${args[0]}\` is a command of the official CLI that the embedded engine does not support. ${WAY}\n`,
    );
  });
});

const WAY =
  "`make pulumi` builds the official CLI, and `ENGINE=official tools/pulumi …` runs a command with it";
