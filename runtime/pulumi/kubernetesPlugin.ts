import { createHash } from "node:crypto";
import { copyFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { binaryCache, entriesOf, ensureCached, type Progress } from "../../lib/cache";
import { ensureBuilt } from "../../lib/goBinary/build";
import { downloadGoModule } from "../../lib/goBinary/goModule";
import { cacheHome } from "../../lib/paths";

const NAME = "pulumi-resource-kubernetes";
const MODULE = "github.com/pulumi/pulumi-kubernetes/provider/v4";
/** The folder with the pinned versions of the module and of what it requires. */
const PINNED = join(__dirname, "kubernetesPlugin");
const PINS = ["go.mod", "go.sum"];

/**
 * Builds the official Kubernetes plugin from its Go module, unless the cache contains it.
 * @returns the absolute path of `pulumi-resource-kubernetes`
 * @throws when Go is missing or too old, or the build fails
 */
export async function ensureKubernetesPlugin(progress: Progress, signal: AbortSignal): Promise<string> {
  const directory = await ensureSources(progress, signal);
  const options = { directory, package: ".", name: NAME, ldflagsFile: "ldflags.txt" };
  return (await ensureBuilt(options, progress, signal)).path;
}

/** The official Kubernetes plugin in the cache, the last used build; undefined if it has not been built. */
export const findKubernetesPlugin = (): string | undefined =>
  entriesOf(binaryCache(), NAME)
    .map((folder) => join(folder, NAME))
    .find((file) => existsSync(file));

/**
 * A copy of the plugin's main package, as a module. The official build generates the files that the package embeds, which the
 * published module does not contain.
 */
async function ensureSources(progress: Progress, signal: AbortSignal): Promise<string> {
  const hash = createHash("sha256");
  for (const name of PINS) hash.update(readFileSync(join(PINNED, name)));
  const key = hash.digest("hex").slice(0, 16);
  const entry = { cache: join(cacheHome(), "pulumi"), name: "kubernetes-plugin", key, file: "main.go" };
  const main = await ensureCached(entry, progress, signal, (folder) =>
    writeSources(folder, progress, signal),
  );
  return dirname(main);
}

async function writeSources(folder: string, progress: Progress, signal: AbortSignal): Promise<void> {
  const { folder: module, version } = await downloadGoModule(MODULE, PINNED, { progress, signal });
  const original = (file: string) => join(module, "cmd", NAME, file);
  for (const name of PINS) copyFileSync(join(PINNED, name), join(folder, name));
  const json = (file: string) => JSON.parse(readFileSync(original(file), "utf8")) as object;
  const number = version.replace(/^v/, "");
  const files = {
    "main.go": readFileSync(original("main.go")),
    "schema-embed.json": JSON.stringify({ ...json("schema.json"), version: number }),
    "terraform-mapping-embed.json": JSON.stringify(json("terraform-mapping.json")),
    "ldflags.txt": `-s -w -X ${MODULE}/pkg/version.Version=${number}\n`,
  };
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
}
