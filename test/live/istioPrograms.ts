import { execFileSync } from "node:child_process";
import { mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { layersFolder } from "../../runtime/images/context";
import { binaryCache, entriesOf } from "../../lib/cache";

/**
 * The path of one of Istio's programs: `$MESHSTACK_ISTIOCTL` or `$MESHSTACK_PILOT_DISCOVERY`, else the newest one that
 * was built here; undefined when none exists.
 */
export function istioProgram(name: "istioctl" | "pilot-discovery"): string | undefined {
  const given = process.env[`MESHSTACK_${name.toUpperCase().replace("-", "_")}`];
  return given ?? newest(binaryCache(), name, name);
}

/** The proxy's agent, Envoy and its bootstrap template, from the image that is built here. */
export interface ProxyPrograms {
  agent: string;
  envoy: string;
  bootstrapTemplate: string;
}

/** The layers of the proxy's image that contain its programs; undefined when the image was not built. */
export function proxyLayers(): string[] | undefined {
  const layers = ["envoy", "pilot-agent"].flatMap((name) => newestLayer(name) ?? []);
  return layers.length === 2 ? layers : undefined;
}

/** Unpacks the proxy's programs into a folder. */
export function unpackProxy(layers: readonly string[], directory: string): ProxyPrograms {
  mkdirSync(directory);
  for (const layer of layers) execFileSync("tar", ["--extract", "--file", layer, "--directory", directory]);
  return {
    agent: join(directory, "usr/local/bin/pilot-agent"),
    envoy: join(directory, "usr/local/bin/envoy"),
    bootstrapTemplate: join(directory, "var/lib/istio/envoy/envoy_bootstrap_tmpl.json"),
  };
}

/** A `describe` that requires all of these built programs; reported as skipped when one is missing. */
export function describeWith(...needed: unknown[]): (name: string, tests: () => void) => void {
  if (!needed.includes(undefined)) return describe;
  return (name, tests) =>
    describe.skip(`${name} (a program is not built: make embedded images istioctl)`, tests);
}

/** The newest layer of this name that was built here; undefined when none exists. */
export const newestLayer = (name: string): string | undefined => newest(layersFolder(), name, "layer.tar");

/** The newest file in the folders `NAME-KEY` of a cache. */
function newest(cache: string, name: string, file: string): string | undefined {
  const changed = (path: string) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const paths = entriesOf(cache, name).map((folder) => join(folder, file));
  return paths.filter(changed).sort((a, b) => changed(b) - changed(a))[0];
}
