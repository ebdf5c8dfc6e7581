import type Dockerode from "dockerode";
import type { PropertyMap } from "../../../protocol/values";
import { toLabels, withoutEmpty } from "../fields/convert";

export const MIB = 1024 * 1024;
/** Identifies a container's resource, so that a run after an interrupted creation finds it. */
export const URN_LABEL = "meshstack.urn";

/** Fields that the client's types do not declare. */
type Live = Dockerode.ContainerInspectInfo & {
  Config: { StopSignal?: string; StopTimeout?: number };
  NetworkSettings: { Bridge?: string };
};

/** Converts the daemon's description of a container to its outputs. */
export function containerOutputs(inspected: Dockerode.ContainerInspectInfo): PropertyMap {
  const live = inspected as Live;
  const { Config: config, HostConfig: host, State: state, NetworkSettings: networks } = live;
  return withoutEmpty({
    name: nameOf(live),
    bridge: networks.Bridge ?? "",
    ...(state.Running ? {} : { exitCode: state.ExitCode }),
    networkDatas: networkDatas(networks.Networks),
    ports: portsOf(networks.Ports),
    hostname: config.Hostname,
    command: config.Cmd ?? [],
    entrypoints: entrypointsOf(config.Entrypoint),
    init: host.Init ?? false,
    ipcMode: host.IpcMode,
    logDriver: host.LogConfig?.Type,
    runtime: host.Runtime,
    securityOpts: host.SecurityOpt ?? [],
    shmSize: Math.round((host.ShmSize ?? 0) / MIB),
    stopSignal: config.StopSignal ?? "SIGTERM",
    stopTimeout: config.StopTimeout ?? 0,
    labels: toLabels(withoutUrn(config.Labels)),
    restart: host.RestartPolicy?.Name || "no",
    maxRetryCount: host.RestartPolicy?.MaximumRetryCount ?? 0,
    memory: Math.round((host.Memory ?? 0) / MIB),
    memoryReservation: Math.round((host.MemoryReservation ?? 0) / MIB),
    memorySwap: (host.MemorySwap ?? 0) > 0 ? Math.round(host.MemorySwap! / MIB) : host.MemorySwap,
    cpuShares: host.CpuShares,
    cpuSet: host.CpusetCpus,
    cpuPeriod: host.CpuPeriod,
    cpuQuota: host.CpuQuota,
    networkMode: networkModeOf(host.NetworkMode),
  }) as PropertyMap;
}

export const nameOf = (live: Dockerode.ContainerInspectInfo): string => live.Name.replace(/^\//, "");

/** With networksAdvanced the first network's name replaces the mode; the official plugin's state keeps the mode. */
const networkModeOf = (mode: string | undefined): string =>
  mode !== undefined && /^(host|none|container:.*)$/.test(mode) ? mode : "bridge";

function withoutUrn(labels: Record<string, string> | undefined): Record<string, string> {
  const { [URN_LABEL]: _, ...others } = labels ?? {};
  return others;
}

const entrypointsOf = (entrypoint: string | string[] | undefined | null): string[] =>
  entrypoint == null ? [] : typeof entrypoint === "string" ? [entrypoint] : entrypoint;

function networkDatas(
  networks: Dockerode.ContainerInspectInfo["NetworkSettings"]["Networks"],
): PropertyMap[] {
  return Object.entries(networks ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, network]) => ({
      networkName: name,
      ipAddress: network.IPAddress,
      ipPrefixLength: network.IPPrefixLen,
      gateway: network.Gateway,
      globalIpv6Address: network.GlobalIPv6Address,
      globalIpv6PrefixLength: network.GlobalIPv6PrefixLen,
      ipv6Gateway: network.IPv6Gateway,
      macAddress: network.MacAddress,
    }));
}

function portsOf(ports: Dockerode.ContainerInspectInfo["NetworkSettings"]["Ports"]): PropertyMap[] {
  return Object.entries(ports ?? {})
    .flatMap(([key, bindings]) => {
      const [internal, protocol] = key.split("/");
      return (bindings ?? []).map(({ HostIp, HostPort }) => ({
        internal: Number(internal),
        external: Number(HostPort),
        ip: HostIp,
        protocol: protocol!,
      }));
    })
    .sort((a, b) => a.internal - b.internal || a.external - b.external);
}
