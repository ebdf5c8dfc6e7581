import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeManifest } from "../../lib/manifests/writeManifest";
import { writeFiles } from "../../test/engine/programFiles";
import { kubernetesBinary, startCluster } from "../../test/kubernetes/cluster";
import { linkSdks } from "../../test/support/linkSdks";
import { compare, type Contender } from "./comparison";
import { EMBEDDED, lifeOf, officialEngines } from "./engines";
import { measuredCommand } from "./measuredCommand";

/** Compares the embedded engine with the official CLI and with kubectl on 60 ConfigMaps. */
export const configMaps = (runs: number): Promise<string> => measure(60, runs, ["official", "kubectl"]);

/** Compares the embedded engine with the official CLI on 1,000 ConfigMaps, in one run. */
export const configMaps1000 = (): Promise<string> => measure(1_000, 1, ["official"]);

/** Measures the embedded engine on 5,000 ConfigMaps, in one run. */
export const configMaps5000 = (): Promise<string> => measure(5_000, 1, []);

/** Measures programs of ConfigMaps on one cluster, which no measurement includes. */
async function measure(
  count: number,
  runs: number,
  peers: readonly ("official" | "kubectl")[],
): Promise<string> {
  const cluster = await startCluster({ nodes: 0 });
  const folder = mkdtempSync(join(tmpdir(), "meshstack-bench-"));
  try {
    const kubeconfig = join(folder, "kubeconfig");
    writeFileSync(kubeconfig, cluster.kubeconfig, { mode: 0o600 });
    writeProgram(folder, count);
    const place = { cwd: folder, env: { ...process.env, KUBECONFIG: kubeconfig, ...backend(folder) } };
    const engines = [EMBEDDED, ...(peers.includes("official") ? await officialEngines() : [])];
    const lives: Contender[] = [];
    for (const [index, engine] of engines.entries()) {
      const stack = `bench-${index}`;
      await measuredCommand(EMBEDDED.cli, ["stack", "init", stack], place);
      lives.push(lifeOf(engine, stack, place));
    }
    if (peers.includes("kubectl")) lives.push(kubectl(folder, count, place.env));
    return `${count} ConfigMaps\n\n${await compare(runs, lives)}`;
  } finally {
    await cluster.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What kubectl does for the commands of an engine. */
function kubectl(folder: string, count: number, env: NodeJS.ProcessEnv): Contender {
  const file = join(folder, "objects.yaml");
  writeFileSync(file, objects(count).map(writeManifest).join("---\n"));
  const run = (...args: string[]) =>
    measuredCommand(kubernetesBinary()!, ["kubectl", ...args, "-f", file], { env });
  const apply = () => run("apply", "--server-side");
  return {
    name: "kubectl",
    commands: {
      up: apply,
      "unchanged `up`": apply,
      "unchanged `preview`": () => run("diff", "--server-side"),
      destroy: () => run("delete"),
    },
  };
}

const objects = (count: number) =>
  Array.from({ length: count }, (_, i) => ({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: `bench-${i}`, namespace: "default" },
    data: { key: `value of ${i}` },
  }));

function writeProgram(folder: string, count: number): void {
  writeFiles(folder, {
    "Pulumi.yaml": "name: bench\nruntime: { name: nodejs, options: { typescript: false } }\n",
    "package.json": "{}",
    "objects.json": JSON.stringify(objects(count)),
    "index.js": `const k8s = require("@pulumi/kubernetes");
for (const { metadata, data } of require("./objects.json"))
  new k8s.core.v1.ConfigMap(metadata.name, { metadata, data });
`,
  });
  linkSdks(folder, ["pulumi", "kubernetes"]);
}

/** Settings of a file backend in the folder. */
const backend = (folder: string): NodeJS.ProcessEnv => ({
  PULUMI_BACKEND_URL: `file://${folder}`,
  PULUMI_HOME: join(folder, ".pulumi"),
  PULUMI_CONFIG_PASSPHRASE: "bench",
});
