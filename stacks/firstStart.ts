import { BINARY } from "../components/cluster";
import { binaryCache, entriesOf } from "../lib/cache";
import { COSTS } from "../lib/firstStart/costs";
import { machineSpeed } from "../lib/firstStart/machineSpeed";
import { roughly } from "../lib/firstStart/workLeft";
import { imagesFolder, layersFolder, rootsFolder } from "../runtime/images/context";
import { node } from "../runtime/images/descriptions";
import { builtImages } from "./builtImages";
import { buildsImages, type StackConfig } from "./config/stackConfig";

/**
 * States how long the first start builds, with the parts that this machine has never built. Undefined if it has built every
 * part once: another build is quick, because Go's build cache contains most packages.
 */
export function firstStartNotice(config: StackConfig): string | undefined {
  if (config.cluster.driver !== "embedded") return undefined;
  const missing = partsOf(config).filter((part) => !wasBuilt(part));
  if (missing.length === 0) return undefined;
  const speed = machineSpeed();
  const timeOf = (parts: readonly string[]) =>
    roughly(parts.reduce((sum, part) => sum + (COSTS[part] ?? 0), 0) / speed);
  const sooner = missing.filter((part) => part === BINARY);
  return (
    `First start: builds what the cache does not have, which takes ${timeOf(missing)} on this machine.` +
    (buildsImages(config) ? ` STACK=dev is ready sooner: it builds for ${timeOf(sooner)}.` : "")
  );
}

/**
 * The parts with a known cost: the binary, and the layers of real nodes and of images. An image or a root file system that
 * the cache has in any version has no parts.
 */
function partsOf(config: StackConfig): string[] {
  const described = buildsImages(config) ? [...Object.values(builtImages(config)), node] : [];
  const layers = described
    .filter(({ name }) => !hasEntry([imagesFolder(), rootsFolder()], name))
    .flatMap((description) => description.layers.map(({ name }) => name));
  return [BINARY, ...new Set(layers)].filter((part) => COSTS[part] !== undefined);
}

const wasBuilt = (part: string): boolean => hasEntry([binaryCache(), layersFolder()], part);

/** Whether one of the caches has any version of a part. */
const hasEntry = (caches: readonly string[], name: string): boolean =>
  caches.some((cache) => entriesOf(cache, name).length > 0);
