import { execFileSync, spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { entriesOf } from "../../lib/cache";
import { until } from "../../lib/until";
import { imagesFolder } from "./context";
import { images } from "./descriptions";

/** The output of each image's program, run with only the image's files. */
const PROGRAMS: [image: string, command: string[], output: RegExp][] = [
  [
    "coredns",
    ["/coredns", "-plugins"],
    /^cache\nerrors\nhealth\nkubernetes\nloadbalance\nmetadata\nprometheus\nready\nreload\n/m,
  ],
  ["istio-pilot", ["/usr/local/bin/pilot-discovery", "version"], /Version:"1\.31/],
  ["istio-proxyv2", ["/usr/local/bin/pilot-agent", "version"], /Version:"1\.31/],
  ["istio-proxyv2", ["/usr/local/bin/envoy", "--version"], /version: [0-9a-f]+\/1\.40\.0\//],
  ["istio-proxyv2", ["/usr/sbin/iptables-restore", "--version"], /nf_tables/],
  ["istio-proxyv2", ["/usr/sbin/ip6tables-save", "--version"], /nf_tables/],
  ["istio-proxyv2", ["/usr/sbin/iptables-legacy", "--version"], /legacy/],
  ["prometheus", ["/bin/prometheus", "--version"], /prometheus, version 2/],
  ["zipkin", [javaOf("zipkin"), "-version"], /OpenJDK 64-Bit Server VM/],
  ["bookinfo-details-v1", ["/usr/bin/node", "-p", "new Intl.NumberFormat('de').format(1e3)"], /^1.000$/m],
  ["bookinfo-reviews-v3", ["/usr/bin/node", "/bookinfo/main.js", "nothing"], /bookinfo: .*allowed: SERVICE/],
];

function javaOf(name: string): string {
  return images.find((image) => image.name === name)!.config.entrypoint[0]!;
}

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "programs-"));
});
afterEach(() => rmSync(root, { recursive: true }));

/** The newest archive of an image, or undefined. */
function archiveOf(name: string): string | undefined {
  return entriesOf(imagesFolder(), name)
    .map((folder) => join(folder, "image.tar"))
    .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)[0];
}

/** Unpacks the layers of an image. */
function unpack(archive: string): string {
  const files = join(root, "root");
  mkdirSync(join(files, "proc"), { recursive: true });
  execFileSync("tar", ["-C", root, "-xf", archive]);
  const read = (path: string) => JSON.parse(readFileSync(join(root, path), "utf8")) as unknown;
  const blobOf = ({ digest }: { digest: string }) => `blobs/${digest.replace(":", "/")}`;
  const index = read("index.json") as { manifests: { digest: string }[] };
  const { layers } = read(blobOf(index.manifests[0]!)) as { layers: { digest: string }[] };
  for (const layer of layers) execFileSync("tar", ["-C", files, "-xf", join(root, blobOf(layer))]);
  return files;
}

const reason = process.getuid?.() === 0 ? undefined : "needs root";
(reason ? describe.skip : describe)(`in the image's root${reason ? `, skipped: ${reason}` : ""}`, () => {
  for (const [name, command, output] of PROGRAMS) {
    const archive = archiveOf(name);
    if (archive === undefined) {
      test.skip(`${name}, skipped: not built`, () => {});
      continue;
    }
    test(`${name} runs ${command.join(" ")}`, () => {
      const files = unpack(archive);
      const isolated = ["--mount", "--pid", "--fork", `--mount-proc=${files}/proc`, "chroot", files];
      const { stdout, stderr } = spawnSync("unshare", [...isolated, ...command], { encoding: "utf8" });
      expect(`${stdout}\n${stderr}`).toMatch(output);
    });
  }

  const pause = archiveOf("pause");
  (pause === undefined ? test.skip : test)("pause reaps orphans and ends at SIGTERM", async () => {
    // The first process of a separate process namespace, as in a pod whose containers share one.
    const isolated = ["--pid", "--fork", "--kill-child", "chroot", unpack(pause!), "/pause"];
    const outside = spawn("unshare", isolated);
    const ended = new Promise((done) => outside.once("exit", (code, signal) => done([code, signal])));
    const childrenOf = (pid: number): number[] =>
      readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ").filter(Boolean).map(Number);
    const first = await until(() => childrenOf(outside.pid!)[0], { timeoutMs: 120_000 });
    const isPause = () => readFileSync(`/proc/${first}/comm`, "utf8") === "pause\n" || undefined;
    expect(await until(isPause, { timeoutMs: 120_000 })).toBe(true);
    const orphan = ["--target", String(first), "--pid", "sh", "-c", "true & sleep 0 & exec true"];
    const reaped = () => {
      execFileSync("nsenter", orphan);
      return childrenOf(first!).length === 0 || undefined;
    };
    expect(await until(reaped, { timeoutMs: 120_000 })).toBe(true);
    process.kill(first!, "SIGTERM");
    expect(await ended).toEqual([0, null]);
  });
});
