import type Dockerode from "dockerode";
import { withoutEmpty } from "../fields/convert";

/** `build` of a docker.RemoteImage, without unsupported fields. */
export interface BuildInputs {
  context: string;
  buildArgs?: Record<string, string>;
  cacheFroms?: string[];
  cgroupParent?: string;
  cpuPeriod?: number;
  cpuQuota?: number;
  cpuSetCpus?: string;
  cpuSetMems?: string;
  cpuShares?: number;
  dockerfile?: string;
  extraHosts?: string[];
  forceRemove?: boolean;
  label?: Record<string, string>;
  labels?: Record<string, string>;
  memory?: number;
  memorySwap?: number;
  networkMode?: string;
  noCache?: boolean;
  platform?: string;
  pullParent?: boolean;
  remove?: boolean;
  shmSize?: number;
  suppressOutput?: boolean;
  tags?: string[];
  target?: string;
  ulimits?: { name: string; soft: number; hard: number }[];
}

/** The daemon's options for a build. */
export function buildOptions(name: string, given: BuildInputs): Dockerode.ImageBuildOptions {
  const labels = { ...given.label, ...given.labels };
  return withoutEmpty({
    t: [name, ...(given.tags ?? [])] as unknown as string,
    version: "1" as const,
    buildargs: given.buildArgs,
    cachefrom: given.cacheFroms as unknown as string | undefined,
    cgroupparent: given.cgroupParent,
    cpuperiod: given.cpuPeriod,
    cpuquota: given.cpuQuota,
    cpusetcpus: given.cpuSetCpus,
    cpusetmems: given.cpuSetMems,
    cpushares: given.cpuShares,
    extrahosts: given.extraHosts?.join(","),
    forcerm: given.forceRemove ?? true, // also after a failed build
    labels: Object.keys(labels).length > 0 ? labels : undefined,
    memory: given.memory,
    memswap: given.memorySwap,
    networkmode: given.networkMode,
    nocache: given.noCache,
    platform: given.platform,
    pull: given.pullParent ? "true" : undefined,
    rm: given.remove ?? true,
    shmsize: given.shmSize,
    q: given.suppressOutput,
    target: given.target,
    ulimits:
      given.ulimits &&
      JSON.stringify(given.ulimits.map(({ name: Name, soft, hard }) => ({ Name, Soft: soft, Hard: hard }))),
  }) as Dockerode.ImageBuildOptions;
}
