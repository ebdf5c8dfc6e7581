import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { ManifestError } from "../../lib/manifests/manifestError";
import { readManifests } from "../../lib/manifests/readManifests";
import { joinManifests } from "../../lib/manifests/writeManifest";
import { KubeInject } from "../../test/golden/kubeInject";
import { injectText } from "../inject/injectText";
import { pairwise, processorSeconds, secondsOf } from "./measure";

/** Folders with manifests in the Go modules of the embedded Kubernetes and of the images. */
const sources = [
  {
    folder: "runtime/images/istio",
    module: "istio.io/istio",
    below: ["samples", "manifests", "pkg/kube/inject/testdata/inject"],
  },
  { folder: "runtime/kubernetes", module: "k8s.io/kubernetes", below: ["cluster", "test"] },
];

const COUNT = 600;

/**
 * Measures the processor time of the injection of real manifests, compared with `istioctl kube-inject` of the same file,
 * and the time to read them, compared with the package `yaml`.
 */
export async function injection(runs: number): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "injection-"));
  const istioctl = execFileSync("make", ["-s", "istioctl"], { encoding: "utf8" }).trim();
  const peer = new KubeInject(istioctl);
  try {
    const manifests = realManifests();
    const file = join(folder, "manifests.yaml");
    const text = joinManifests(manifests);
    writeFileSync(file, text);
    const env = { PATH: process.env.PATH, HOME: folder, XDG_CACHE_HOME: process.env.XDG_CACHE_HOME };
    const args = ["tools/start.js", "tools/inject/command.ts", "--istio", "current", "-f", file];
    const injecting = await pairwise(
      runs,
      {
        what: `inject of ${manifests.length} manifests`,
        run: () => processorSeconds([process.execPath, ...args]),
      },
      {
        what: "istioctl kube-inject",
        run: () => processorSeconds([istioctl, ...peer.args(file, {})], { env }),
      },
    );
    const reading = await pairwise(
      runs,
      { what: "reading them", run: () => secondsOf(async () => void readManifests(text, file)) },
      {
        what: "the package yaml",
        run: () => secondsOf(async () => parseAllDocuments(text).forEach((document) => void document.toJS())),
      },
    );
    return `${injecting}\n${reading}`;
  } finally {
    peer.close();
    rmSync(folder, { recursive: true });
  }
}

/** The texts of the first manifests of the sources that both injectors accept, without templates. */
function realManifests(): string[] {
  const texts: string[] = [];
  for (const { folder, module, below } of sources) {
    const root = execFileSync("go", ["list", "-m", "-f", "{{.Dir}}", module], {
      cwd: folder,
      encoding: "utf8",
    }).trim();
    const found = below.flatMap((name) => filesBelow(join(root, name)).flatMap(manifestsOf));
    texts.push(...found.slice(0, COUNT / sources.length));
  }
  return texts;
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".yaml"))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function manifestsOf(file: string): string[] {
  try {
    return readManifests(readFileSync(file, "utf8"), file)
      .filter(
        ({ value, text }) => isObject(value) && injectText(text, { istio: "current" }, file).text !== "",
      )
      .map(({ text }) => text);
  } catch (error) {
    if (error instanceof ManifestError) return [];
    throw error;
  }
}

const isObject = (value: unknown): boolean =>
  typeof value === "object" &&
  value !== null &&
  "kind" in value &&
  "apiVersion" in value &&
  "metadata" in value;
