import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import * as k8s from "@pulumi/kubernetes";
import { createCluster, type EmbeddedClusterConfig } from "../../components/cluster";
import { ensureBuilt } from "../../lib/goBinary/build";
import { identityOf, isAlive, type ProcessIdentity } from "../../lib/processIdentity";
import { probeOnce } from "../../runtime/providers/machine/process/readiness";
import { until } from "../../lib/until";
import { listenersOfCluster } from "../live/reach";
import { processTree } from "../support/processes";
import { filesBelow } from "./leftovers";
import { LocalStack } from "./localStack";

const ROOT = resolve(__dirname, "../..");
const BINARY = {
  directory: join(ROOT, "runtime", "kubernetes"),
  package: ".",
  name: "meshstack-kubernetes",
  ldflagsFile: "ldflags.txt",
};

let binary: string;
let stateHome: string;
let stacks: LocalStack[];
// At once after `make embedded`; minutes without it.
beforeAll(async () => {
  ({ path: binary } = await ensureBuilt(BINARY, () => undefined, new AbortController().signal));
}, 1_800_000);
beforeEach(() => {
  stateHome = mkdtempSync(join(tmpdir(), "cluster-"));
  process.env.XDG_STATE_HOME = stateHome;
  stacks = [];
});
afterEach(async () => {
  for (const stack of stacks) await stack.destroy();
  delete process.env.XDG_STATE_HOME;
  rmSync(stateHome, { recursive: true, force: true });
});

const newStack = (name?: string): LocalStack => {
  const stack = new LocalStack(ROOT, name);
  stacks.push(stack);
  return stack;
};
const up = (stack: LocalStack, config: Omit<EmbeddedClusterConfig, "driver"> = {}) =>
  stack.up(() => {
    const cluster = createCluster("cluster", { driver: "embedded", ...config });
    return {
      path: cluster.kubeconfigPath!,
      ready: cluster.ready.map((r) => r.urn),
    };
  });
const kubectl = (kubeconfig: string, ...args: string[]): string =>
  execFileSync(binary, ["kubectl", "--kubeconfig", kubeconfig, ...args], { encoding: "utf8" });
const server = (stack: LocalStack) => stack.resource("cluster-process").outputs as unknown as ProcessIdentity;

/** The processes of the cluster, with what identifies them after a restart. */
const processesOf = (stack: LocalStack): ProcessIdentity[] =>
  processTree(server(stack).pid)
    .map(identityOf)
    .filter((identity) => identity !== undefined);

test("starts, keeps its data after a crash, and leaves nothing", async () => {
  const stack = newStack();
  const { outputs, changes } = await up(stack, { nodeCount: 2 });
  expect(new Set(Object.values(changes))).toEqual(new Set(["create"]));

  // Ready: system namespaces, nodes, and running pods.
  expect(kubectl(outputs.path, "get", "namespace", "default", "-o", "name")).toBe("namespace/default\n");
  kubectl(outputs.path, "wait", "--for=condition=Ready", "node", "--all", "--timeout=60s");
  const nodes = kubectl(outputs.path, "get", "nodes", "-o", "name");
  expect(nodes.trim().split("\n")).toEqual(["node/node-0", "node/node-1"]);
  kubectl(outputs.path, "create", "deployment", "web", "--image=example/web", "--replicas=3");
  kubectl(outputs.path, "wait", "--for=condition=Available", "deployment/web", "--timeout=60s");

  // Private: files are readable by the user only, requests require a certificate, and everything listens on loopback.
  const folder = join(outputs.path, "..");
  for (const file of filesBelow(folder)) {
    expect([file, statSync(file).mode & 0o077]).toEqual([file, 0]);
  }
  const { ports } = stack.resource("cluster-ports").outputs as { ports: { api: number } };
  const { caCertificate } = stack.resource("cluster-credentials").outputs as { caCertificate: string };
  const url = `https://127.0.0.1:${ports.api}/version`;
  expect(await probeOnce({ url, caCertificate, expectedStatus: 401, timeoutSeconds: 1 })).toBeUndefined();
  expect(await probeOnce({ url, expectedStatus: 200, timeoutSeconds: 1 })).toMatch(/certificate/);
  const tree = processesOf(stack);
  expect(tree.length).toBeGreaterThan(4);
  const { here } = listenersOfCluster(tree.map(({ pid }) => pid));
  expect(here.map(({ address, port }) => [address, port])).toEqual([["0100007F", ports.api]]);

  // A second up finds the cluster and changes nothing.
  const second = await up(stack, { nodeCount: 2 });
  expect(new Set(Object.values(second.changes))).toEqual(new Set(["same"]));

  // After a crash the next up starts it again, with the data.
  process.kill(server(stack).pid, "SIGKILL");
  const allGone = () => until(() => (tree.some(isAlive) ? undefined : true), { timeoutMs: 30_000 });
  expect(await allGone()).toBe(true);
  const third = await up(stack, { nodeCount: 1 });
  expect(third.changes["cluster-process"]).toBe("update");
  expect(third.changes["cluster-credentials"]).toBe("same");
  expect(kubectl(outputs.path, "get", "deployment", "web", "-o", "name")).toBe("deployment.apps/web\n");

  const last = processesOf(stack);
  await stack.destroy();
  expect(last.filter(isAlive)).toEqual([]);
  expect(readdirSync(stateHome)).toEqual([]);
  await expect(fetch(`http://127.0.0.1:${ports.api}`)).rejects.toThrow();
});

test("two stacks run side by side, and each stops only its own cluster", async () => {
  const [one, two] = [newStack("one"), newStack("two")];
  const first = await up(one);
  const second = await up(two, { kubernetesVersion: "1.32", serviceCIDR: "10.200.0.0/24" });
  kubectl(first.outputs.path, "create", "namespace", "only-one");
  expect(kubectl(second.outputs.path, "get", "namespaces", "-o", "name")).not.toContain("only-one");
  const service = kubectl(
    second.outputs.path,
    "get",
    "service",
    "kubernetes",
    "-o",
    "jsonpath={.spec.clusterIP}",
  );
  expect(service).toBe("10.200.0.1");
  expect(JSON.parse(kubectl(second.outputs.path, "get", "--raw", "/version"))).toMatchObject({
    emulationMajor: "1",
    emulationMinor: "32",
  });
  await existingCluster(second.outputs.path);

  const survivor = server(two);
  await one.destroy();
  expect(isAlive(survivor)).toBe(true);
  expect(kubectl(second.outputs.path, "get", "--raw", "/readyz")).toBe("ok");
});

/** Uses the same cluster as an existing one: destroy removes the objects and keeps the cluster. */
async function existingCluster(kubeconfigPath: string): Promise<void> {
  const stack = newStack("existing");
  const program = () => {
    const cluster = createCluster("cluster", { driver: "existing", kubeconfigPath });
    const name = "through-existing";
    new k8s.core.v1.Namespace(name, { metadata: { name } }, { provider: cluster.provider });
    return { host: cluster.nodePortHost!, path: cluster.kubeconfigPath! };
  };
  const { outputs } = await stack.up(program);
  expect(outputs).toEqual({ host: "127.0.0.1", path: kubeconfigPath });
  await until(() => stack.has("through-existing") || undefined, { timeoutMs: 30_000 });
  const namespaces = () => kubectl(kubeconfigPath, "get", "namespaces", "-o", "name");
  expect(namespaces()).toContain("namespace/through-existing\n");
  await stack.destroy({ objects: true });
  expect(namespaces()).not.toContain("through-existing");
}

test("reports an error of the binary with its message", async () => {
  const stack = newStack();
  await expect(up(stack, { podCIDR: "10.96.0.0/16" })).rejects.toThrow(
    /ended with exit code 1 before it was ready.*serviceCIDR 10\.96\.0\.0\/16 and podCIDR 10\.96\.0\.0\/16 overlap/s,
  );
  // With the correct configuration the same stack starts.
  const { outputs } = await up(stack);
  // Its folder is removed while it runs: the next up creates an empty one and reports that.
  const before = server(stack);
  rmSync(join(outputs.path, ".."), { recursive: true });
  const { changes } = await up(stack);
  expect(changes["cluster-process"]).toBe("update");
  expect(isAlive(before)).toBe(false);
  expect(stack.resource("cluster-directory").messages.join()).toMatch(
    /warning: .* and its content were lost/,
  );
  expect(kubectl(outputs.path, "get", "--raw", "/readyz")).toBe("ok");
});
