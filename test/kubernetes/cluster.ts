import { spawn, type ChildProcess } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { ApiClient } from "../../lib/clients/kubernetes/apiClient";
import { resolveConnection } from "../../lib/clients/kubernetes/resolveConnection";
import { binaryCache } from "../../lib/cache";
import { createTestPki } from "../support/testPki";
import { adminKubeconfig } from "../../runtime/providers/machine/clusterCredentials";
import { cleanUpAfter, stopAndDelete } from "../support/cleanUpAfter";

const BINARY = "meshstack-kubernetes";
const START_LIMIT = 90_000;

/**
 * The embedded Kubernetes binary: `$MESHSTACK_KUBERNETES`, else the newest one in the cache; undefined when none is
 * built.
 */
export function kubernetesBinary(environment: NodeJS.ProcessEnv = process.env): string | undefined {
  const given = environment.MESHSTACK_KUBERNETES;
  if (given) return given;
  try {
    const cache = binaryCache(environment);
    const built = readdirSync(cache)
      .filter((entry) => entry.startsWith(`${BINARY}-`))
      .map((entry) => join(cache, entry, BINARY))
      .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile());
    return built.sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)[0];
  } catch {
    return undefined;
  }
}

/** A cluster for one test file, on free ports and in a temporary folder. */
export interface TestCluster {
  kubeconfig: string;
  directory: string;
  port: number;
  client: ApiClient;
  /** Ends only its own processes and removes the folder. */
  stop(): Promise<void>;
}

export interface TestClusterOptions {
  /** The number of simulated nodes; their pods become ready without running. Default: 1. */
  nodes?: number;
}

/** Starts a cluster and waits for its API server and nodes. @throws with the end of its log when it does not start */
export async function startCluster(options: TestClusterOptions = {}): Promise<TestCluster> {
  const binary = kubernetesBinary();
  if (binary === undefined)
    throw new Error("the embedded Kubernetes is not built: set $MESHSTACK_KUBERNETES or run make up");
  const directory = mkdtempSync(join(tmpdir(), "meshstack-cluster-"));
  const port = await freePort();
  const pki = await createTestPki({ serviceIPs: ["10.96.0.1"] });
  const kubeconfig = adminKubeconfig(pki, { server: `https://127.0.0.1:${port}`, clusterName: "test" });
  const config = writeConfig(directory, port, pki);
  const child = spawn(binary, ["serve", "--config", config], { stdio: "ignore", detached: true });
  // A cluster of several test files must not keep its worker process alive.
  child.unref();
  const cleanedUp = cleanUpAfter(stopAndDelete(child.pid!, directory));
  const client = new ApiClient(resolveConnection({ kubeconfig }), { backOff: [] });
  const stop = async () => {
    client.close();
    await end(child);
    rmSync(directory, { recursive: true, force: true });
    cleanedUp();
  };
  try {
    await untilReady(client, child, directory);
    for (let i = 0; i < (options.nodes ?? 1); i++) await createSimulatedNode(client, `node-${i}`);
  } catch (error) {
    await stop();
    throw error;
  }
  return { kubeconfig, directory, port, client, stop };
}

function writeConfig(directory: string, port: number, pki: Record<string, string>): string {
  const pkiDir = join(directory, "pki");
  mkdirSync(pkiDir, { mode: 0o700 });
  for (const [name, pem] of Object.entries(pki)) writeFileSync(join(pkiDir, name), pem, { mode: 0o600 });
  const file = join(directory, "config.json");
  const config = {
    dataDir: join(directory, "data"),
    logDir: join(directory, "log"),
    pkiDir,
    apiServer: { bindAddress: "127.0.0.1", port },
    simulatedNodes: true,
  };
  writeFileSync(file, JSON.stringify(config), { mode: 0o600 });
  return file;
}

async function untilReady(client: ApiClient, child: ChildProcess, directory: string): Promise<void> {
  const limit = Date.now() + START_LIMIT;
  for (;;) {
    try {
      await client.get(
        { path: "/api/v1/namespaces/default/serviceaccounts", apiVersion: "v1", kind: "ServiceAccount" },
        "default",
      );
      return;
    } catch (error) {
      if (child.exitCode !== null || Date.now() > limit) {
        throw new Error(`the test cluster does not start (${String(error)}):\n${lastLog(directory)}`);
      }
    }
    await delay(50);
  }
}

function lastLog(directory: string): string {
  try {
    return readFileSync(join(directory, "log", "supervisor.log"), "utf8").slice(-3000);
  } catch {
    return "it wrote no log";
  }
}

/** A node whose kubelet KWOK simulates. */
export async function createSimulatedNode(client: ApiClient, name: string): Promise<void> {
  const node = {
    apiVersion: "v1",
    kind: "Node",
    metadata: {
      name,
      annotations: { "kwok.x-k8s.io/node": "fake", "node.alpha.kubernetes.io/ttl": "0" },
      labels: { "kubernetes.io/hostname": name, "kubernetes.io/os": "linux", "kubernetes.io/arch": "amd64" },
    },
    status: {
      allocatable: { cpu: "32", memory: "64Gi", pods: "500" },
      capacity: { cpu: "32", memory: "64Gi", pods: "500" },
    },
  };
  await client.post({ path: "/api/v1/nodes", apiVersion: "v1", kind: "Node" }, node, {
    fieldManager: "test",
  });
}

/** A free TCP port on 127.0.0.1. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

/** Ends the supervisor, which ends its components; ends the whole process group if that fails. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.kill("SIGTERM");
  const timer = setTimeout(() => {
    try {
      process.kill(-child.pid!, "SIGKILL");
    } catch {
      // It has already ended.
    }
  }, 20_000);
  await ended;
  clearTimeout(timer);
}
