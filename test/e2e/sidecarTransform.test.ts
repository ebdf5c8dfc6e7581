import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { startCluster, type TestCluster } from "../kubernetes/cluster";
import { describeCluster } from "../kubernetes/describeCluster";

const root = join(__dirname, "..", "..");

/** A user's program: several kinds of workloads, one transform, and unknown or secret values. */
const PROGRAM = `
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { sidecarTransform } from ${JSON.stringify(join(root, "components", "sidecar"))};
pulumi.runtime.registerResourceTransform(sidecarTransform());
const settings = new k8s.core.v1.ConfigMap("settings", { data: { a: "1" } });
const template = {
  metadata: { labels: { app: "web" } },
  spec: { containers: [{ name: "web", image: "docker.io/mesh/web:1", env: [
    { name: "SETTINGS", value: settings.metadata.name },
    { name: "PASSWORD", value: pulumi.secret("canary-5e1d") },
  ] }] },
};
new k8s.apps.v1.Deployment("web", { metadata: { name: "web" }, spec: { selector: { matchLabels: { app: "web" } }, template } });
new k8s.core.v1.Pod("off", {
  metadata: { name: "off", annotations: { "sidecar.istio.io/inject": "false" } },
  spec: { containers: [{ name: "c", image: "docker.io/mesh/web:1" }] },
});
export const settingsName = settings.metadata.name;
`;

describeCluster("the sidecar transform in a user's program", () => {
  const folder = mkdtempSync(join(tmpdir(), "meshstack-transform-"));
  let cluster: TestCluster;
  const pulumi = (...args: string[]) =>
    execFileSync(join(root, "runtime", "engine", "bin", "pulumi"), args, {
      cwd: folder,
      encoding: "utf8",
      env: {
        ...process.env,
        XDG_CACHE_HOME: process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"),
        KUBECONFIG: join(folder, "kubeconfig"),
        PULUMI_BACKEND_URL: `file://${folder}`,
        PULUMI_HOME: join(folder, ".pulumi"),
        PULUMI_CONFIG_PASSPHRASE: "test",
      },
    });

  beforeAll(async () => {
    cluster = await startCluster();
    writeFileSync(join(folder, "kubeconfig"), cluster.kubeconfig, { mode: 0o600 });
    symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
    writeFileSync(
      join(folder, "Pulumi.yaml"),
      "name: transform\nmain: index.ts\nruntime:\n  name: nodejs\n  options:\n    typescript: false\n    nodeargs: --import tsx\n",
    );
    writeFileSync(join(folder, "index.ts"), PROGRAM);
    pulumi("stack", "init", "test");
  });
  afterAll(async () => {
    await cluster?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test("a preview shows the sidecar, and no secret", () => {
    const text = pulumi("preview", "-s", "test", "--diff");
    expect(text).toContain('name           : "istio-proxy"');
    expect(text).toContain('image          : "docker.io/istio/proxy_debug:0.2.12"');
    expect(text).not.toContain("canary-5e1d");
  });

  test("workloads get the sidecar with the values of the update, except one that opts out", async () => {
    pulumi("up", "-s", "test", "--yes", "--skip-preview");
    const get = (path: string, name: string) => cluster.client.get({ path, apiVersion: "", kind: "" }, name);
    const web = await get("/apis/apps/v1/namespaces/default/deployments", "web");
    const spec = (web as { spec: { template: { spec: { containers: { name: string; env: unknown[] }[] } } } })
      .spec;
    expect(spec.template.spec.containers.map(({ name }) => name)).toEqual(["web", "istio-proxy"]);
    expect(spec.template.spec.containers[0]!.env).toEqual([
      { name: "SETTINGS", value: pulumi("stack", "output", "settingsName", "-s", "test").trim() },
      { name: "PASSWORD", value: "canary-5e1d" },
    ]);
    const off = await get("/api/v1/namespaces/default/pods", "off");
    expect((off as { spec: { containers: unknown[] } }).spec.containers).toHaveLength(1);
  });

  test("a second up changes nothing", () => {
    expect(pulumi("up", "-s", "test", "--yes", "--skip-preview", "--expect-no-changes")).toMatch(
      /\d+ unchanged/,
    );
  });
});
