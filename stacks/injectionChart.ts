import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { InjectionChart } from "../components/sidecar/current/injectionConfig";
import { goEnvironment } from "../lib/goBinary/toolchain";
import { ISTIO_MODULE } from "../runtime/images/descriptions/istio";

const CHART = "manifests/charts/istio-control/istio-discovery";

/** The user's machine cannot read the chart. */
export class ChartError extends Error {
  override readonly name = "ChartError";
}

/**
 * Reads the injection template and its values from the Go module of Istio from which the images are built. Go
 * downloads it if its module cache does not have it. Synchronous, so that a failure ends the program.
 * @throws {ChartError} when go is missing or cannot download the module
 */
export function injectionChart(): InjectionChart {
  const directory = resolve(__dirname, "..", ISTIO_MODULE);
  const { error, stdout, stderr } = spawnSync("go", ["mod", "download", "-json", "istio.io/istio"], {
    cwd: directory,
    env: goEnvironment(),
    encoding: "utf8",
  });
  const fail = (reason: string) => {
    throw new ChartError(
      `mesh.automaticInjection: found true; expected false, because the Go module istio.io/istio cannot be downloaded: ${reason}`,
    );
  };
  if (error !== undefined) fail(`${error.message}. Install Go (https://go.dev/dl).`);
  if (stdout === "") fail(stderr.trim());
  const { Dir: folder = "", Error: problem } = JSON.parse(stdout) as { Dir?: string; Error?: string };
  if (problem !== undefined) fail(`${problem}. Check that go can download other modules.`);
  const read = (file: string) => readFileSync(join(folder, CHART, file), "utf8");
  return { template: read("files/injection-template.yaml"), values: read("values.yaml") };
}
