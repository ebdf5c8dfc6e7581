import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { RunError } from "@pulumi/pulumi";
import type { InjectionChart } from "../components/sidecar";
import { ISTIO_MODULE } from "../runtime/images/descriptions/istio";
import { goModuleFolder } from "../runtime/images/fetch/goModule";

const CHART = "manifests/charts/istio-control/istio-discovery";

/**
 * Reads the injection template and its values from the Go module of Istio from which the images are built. Go
 * downloads it if its module cache does not have it.
 * @throws {RunError} when go is missing or cannot download the module
 */
export async function injectionChart(): Promise<InjectionChart> {
  const folder = await istioModule();
  const [template, values] = await Promise.all([
    readFile(join(folder, CHART, "files/injection-template.yaml"), "utf8"),
    readFile(join(folder, CHART, "values.yaml"), "utf8"),
  ]);
  return { template, values };
}

async function istioModule(): Promise<string> {
  try {
    const { signal } = new AbortController();
    return await goModuleFolder("istio.io/istio", resolve(__dirname, "..", ISTIO_MODULE), { signal });
  } catch (error) {
    throw new RunError(`mesh.automaticInjection: ${(error as Error).message}`);
  }
}
