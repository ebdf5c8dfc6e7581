import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { BINARY } from "../components/cluster";
import { COSTS } from "../lib/firstStart/costs";
import { machineSpeed } from "../lib/firstStart/machineSpeed";
import { roughly } from "../lib/firstStart/workLeft";
import { cacheHome } from "../lib/paths";
import { node } from "../runtime/images/descriptions";
import { builtImages } from "./builtImages";
import { buildsImages, type StackConfig } from "./config/stackConfig";

/**
 * How long the first start builds what this machine has never built; undefined when it has built every part once. What it
 * builds again is quick, because Go's build cache has most of it.
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

/** The parts with a known cost: the binary, and the layers of the images and of real nodes. */
function partsOf(config: StackConfig): string[] {
  const described = buildsImages(config) ? [...Object.values(builtImages(config)), node] : [];
  const layers = described.flatMap((description) => description.layers.map(({ name }) => name));
  return [BINARY, ...new Set(layers)].filter((part) => COSTS[part] !== undefined);
}

/** Whether a cache has any version of a part. */
const wasBuilt = (part: string): boolean =>
  ["bin", "images/layers"].some((folder) => {
    const path = join(cacheHome(), folder);
    return existsSync(path) && readdirSync(path).some((entry) => isEntry(entry, part));
  });

/** Whether a folder of a cache is a complete entry of a name. */
const isEntry = (entry: string, name: string): boolean =>
  entry.startsWith(`${name}-`) && /^[0-9a-f]{16}$/.test(entry.slice(name.length + 1));
