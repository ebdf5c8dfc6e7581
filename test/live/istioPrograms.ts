import { execFileSync } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { cacheDirectory } from "../../providers/local/goBinary/cache";

/** The programs of the current mesh that tests run on this machine. */
export type IstioProgram = "istioctl" | "pilot-discovery" | "pilot-agent" | "envoy";

/**
 * The path of a program: `$MESHSTACK_PILOT_DISCOVERY` and the like, else the newest one in the cache of binaries;
 * undefined where there is none.
 */
export function istioProgram(
  name: IstioProgram,
  environment: NodeJS.ProcessEnv = process.env,
): string | undefined {
  const given = environment[`MESHSTACK_${name.toUpperCase().replace("-", "_")}`];
  if (given) return given;
  const cache = cacheDirectory(environment);
  return newest(cache, (entry) => (entry.startsWith(`${name}-`) ? join(cache, entry, name) : undefined));
}

/** The folder of Istio's Go module: `$MESHSTACK_ISTIO_MODULE`, else the newest one in Go's module cache. */
export function istioModule(environment: NodeJS.ProcessEnv = process.env): string | undefined {
  if (environment.MESHSTACK_ISTIO_MODULE) return environment.MESHSTACK_ISTIO_MODULE;
  try {
    const modules = execFileSync("go", ["env", "GOMODCACHE"], { encoding: "utf8" }).trim();
    const folder = join(modules, "istio.io");
    return newest(folder, (entry) => (entry.startsWith("istio@") ? join(folder, entry) : undefined));
  } catch {
    return undefined;
  }
}

/** A `describe` that needs programs; where one is missing it is reported as skipped, by name. */
export function describeWith(...needed: (string | undefined)[]): jest.Describe {
  return needed.includes(undefined) ? describe.skip : describe;
}

function newest(folder: string, pathOf: (entry: string) => string | undefined): string | undefined {
  const changed = (path: string) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  try {
    const paths = readdirSync(folder).flatMap((entry) => pathOf(entry) ?? []);
    return paths.filter(changed).sort((a, b) => changed(b) - changed(a))[0];
  } catch {
    return undefined;
  }
}
