import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CurrentInjectionParams } from "../../components/sidecar";
import { injectionValues, type InjectionValues } from "../../components/sidecar/current/injectionConfig";
import { completeCurrentParams } from "../../components/sidecar/current/params";
import { joinManifests, writeManifest } from "../../lib/manifests/writeManifest";
import { parseObjects, type ComparedObject } from "./compare";

/** Result of `istioctl kube-inject`. */
interface KubeInjectResult {
  status: number | null;
  objects: ComparedObject[];
  error: string;
}

/** Injection by `istioctl` with the configuration of its own charts. */
export class KubeInject {
  private readonly folder = mkdtempSync(join(tmpdir(), "kube-inject-"));
  private readonly injectConfig: string;
  private readonly values: InjectionValues;
  private readonly charts = new Map<string, ComparedObject[]>();

  /** @param istioctl path of the official program */
  constructor(private readonly istioctl: string) {
    const configMap = this.chartObjects("").find(
      ({ kind, metadata }) => kind === "ConfigMap" && metadata.name === "istio-sidecar-injector",
    );
    const { config, values } = configMap!.data as { config: string; values: string };
    this.injectConfig = this.write("inject.yaml", config);
    this.values = JSON.parse(values) as InjectionValues;
  }

  /** The control plane objects of istioctl's charts. */
  chartObjects(revision: string): ComparedObject[] {
    const known = this.charts.get(revision);
    if (known !== undefined) return known;
    const { status, stdout, stderr } = this.run(["manifest", "generate", "--set", `revision=${revision}`]);
    if (status !== 0) throw new Error(`istioctl manifest generate: ${stderr}`);
    const objects = parseObjects(stdout);
    this.charts.set(revision, objects);
    return objects;
  }

  /**
   * Injects the objects with one call of `istioctl`, because its start is slow.
   * @param own configuration and values instead of those of the charts
   */
  inject(
    objects: readonly object[],
    params: CurrentInjectionParams,
    own?: { config: string; values: string },
  ): KubeInjectResult {
    const { status, stdout, stderr } = this.run(
      this.args("-", params, own),
      joinManifests(objects.map(writeManifest)),
      { ENABLE_NATIVE_SIDECARS: String(completeCurrentParams(params).nativeSidecars) },
    );
    return { status, objects: status === 0 ? parseObjects(stdout) : [], error: stderr };
  }

  /** The arguments that inject a file, or `-` for standard input; the files that they name exist until {@link close}. */
  args(filename: string, params: CurrentInjectionParams, own?: { config: string; values: string }): string[] {
    const complete = completeCurrentParams(params);
    const { mesh, revision } = complete;
    const { localhostInbound, ...meshConfig } = mesh;
    const meshFile = this.write(
      "mesh.yaml",
      writeManifest({
        ...meshConfig,
        ...(localhostInbound && { inboundTrafficPolicy: { mode: "LOCALHOST" } }),
      }),
    );
    return [
      "kube-inject",
      // Without a revision istioctl reads it from a cluster.
      ...["--revision", revision === "" ? "default" : revision],
      ...["--meshConfigFile", meshFile],
      ...["--injectConfigFile", own ? this.write("own.yaml", own.config) : this.injectConfig],
      ...[
        "--valuesFile",
        this.write("values.json", own?.values ?? JSON.stringify(injectionValues(this.values, complete))),
      ],
      ...["--filename", filename],
    ];
  }

  /**
   * Returns the workloads, each with the output of `istioctl`.
   * @param own as for {@link inject}
   * @throws Error with the message of `istioctl` if it rejects a workload
   */
  pairs(
    objects: readonly object[],
    params: CurrentInjectionParams,
    own?: { config: string; values: string },
  ): [input: object, expected: object][] {
    const { status, objects: expected, error } = this.inject(objects, params, own);
    if (status !== 0 || expected.length !== objects.length) throw new Error(`istioctl kube-inject: ${error}`);
    return objects.map((input, index) => [input, expected[index]!]);
  }

  close(): void {
    rmSync(this.folder, { recursive: true });
  }

  private run(args: string[], input = "", env: Record<string, string> = {}) {
    return spawnSync(this.istioctl, args, {
      input,
      encoding: "utf8",
      maxBuffer: 64 * 2 ** 20,
      env: { PATH: process.env.PATH, HOME: this.folder, ...env },
    });
  }

  private write(name: string, text: string): string {
    const path = join(this.folder, name);
    writeFileSync(path, text);
    return path;
  }
}
