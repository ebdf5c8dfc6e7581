import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeManifest } from "../../lib/manifests/writeManifest";
import { kubernetesBinary, startCluster } from "../../test/kubernetes/cluster";
import { describePair, pairwise, timed } from "./measure";

const COUNT = 60;
const root = join(__dirname, "..", "..");

/** Compares the first `up` of 60 ConfigMaps, program start included, with `kubectl apply --server-side`. */
export async function configMaps(runs: number): Promise<string> {
  const cluster = await startCluster({ nodes: 0 });
  const folder = mkdtempSync(join(tmpdir(), "meshstack-bench-"));
  try {
    const kubeconfig = join(folder, "kubeconfig");
    writeFileSync(kubeconfig, cluster.kubeconfig, { mode: 0o600 });
    writeProgram(folder);
    const file = join(folder, "objects.yaml");
    writeFileSync(
      file,
      names("kubectl")
        .map((name) => writeManifest(configMap(name)))
        .join("---\n"),
    );

    const env = { ...process.env, KUBECONFIG: kubeconfig, ...backend(folder) };
    const pulumi = (...args: string[]) =>
      timed(join(root, "runtime", "engine", "bin", "pulumi"), args, { cwd: folder, env });
    const kubectl = (...args: string[]) => timed(kubernetesBinary()!, ["kubectl", ...args], { env });
    await pulumi("stack", "init", "bench");
    const pair = await pairwise(
      runs,
      {
        what: `up of ${COUNT} ConfigMaps`,
        run: async () => {
          const seconds = await pulumi("up", "-s", "bench", "--yes", "--skip-preview");
          await pulumi("destroy", "-s", "bench", "--yes", "--skip-preview");
          return seconds;
        },
      },
      {
        what: `kubectl apply --server-side of ${COUNT} ConfigMaps`,
        run: async () => {
          const seconds = await kubectl("apply", "--server-side", "-f", file);
          await kubectl("delete", "-f", file);
          return seconds;
        },
      },
    );
    return describePair(pair);
  } finally {
    await cluster.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

const names = (prefix: string) => Array.from({ length: COUNT }, (_, i) => `${prefix}-${i}`);

const configMap = (name: string) => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name, namespace: "default" },
  data: { key: `value of ${name}` },
});

function writeProgram(folder: string): void {
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  writeFileSync(
    join(folder, "Pulumi.yaml"),
    "name: bench\nruntime:\n  name: nodejs\n  options:\n    typescript: false\nmain: index.js\n",
  );
  writeFileSync(
    join(folder, "index.js"),
    `const k8s = require("@pulumi/kubernetes");
for (const { metadata, data } of ${JSON.stringify(names("pulumi").map(configMap))}) new k8s.core.v1.ConfigMap(metadata.name, { metadata, data });
`,
  );
}

/** Settings of a file backend in the folder. */
const backend = (folder: string): NodeJS.ProcessEnv => ({
  PULUMI_BACKEND_URL: `file://${folder}`,
  PULUMI_HOME: join(folder, ".pulumi"),
  PULUMI_CONFIG_PASSPHRASE: "bench",
});
