import type Dockerode from "dockerode";
import { fromLabels, withoutEmpty } from "../fields/convert";
import { parseDuration } from "../../../../lib/duration";
import type { ContainerInputs, EntryOf } from "./fields";
import { MIB, URN_LABEL } from "./outputs";

/** The daemon's options for a new container. It connects only the first network; others follow later. */
export function createOptions(inputs: ContainerInputs, urn: string): Dockerode.ContainerCreateOptions {
  const { healthcheck, networksAdvanced: [first] = [] } = inputs;
  return withoutEmpty({
    name: inputs.name,
    platform: inputs.platform,
    Image: inputs.image,
    Hostname: inputs.hostname,
    Domainname: inputs.domainname,
    User: inputs.user,
    WorkingDir: inputs.workingDir,
    Tty: inputs.tty,
    OpenStdin: inputs.stdinOpen,
    Env: inputs.envs,
    Cmd: inputs.command,
    Entrypoint: inputs.entrypoints,
    Labels: { ...fromLabels(inputs.labels), [URN_LABEL]: urn },
    StopSignal: inputs.stopSignal,
    StopTimeout: inputs.stopTimeout,
    ExposedPorts: exposedPorts(inputs),
    Volumes: anonymousVolumes(inputs),
    Healthcheck: healthcheck && healthConfig(healthcheck),
    HostConfig: hostConfig(inputs),
    NetworkingConfig: first && { EndpointsConfig: { [first.name]: endpointOf(first) } },
  }) as Dockerode.ContainerCreateOptions;
}

function hostConfig(inputs: ContainerInputs): Dockerode.HostConfig {
  const { networksAdvanced: [first] = [], cpus, capabilities } = inputs;
  return withoutEmpty({
    ...limits(inputs),
    NetworkMode: first?.name ?? inputs.networkMode,
    RestartPolicy: restartPolicy(inputs),
    AutoRemove: inputs.rm,
    Privileged: inputs.privileged,
    PublishAllPorts: inputs.publishAllPorts,
    ReadonlyRootfs: inputs.readOnly,
    PortBindings: portBindings(inputs),
    Binds: binds(inputs),
    VolumesFrom: inputs.volumes?.flatMap(({ fromContainer }) => fromContainer ?? []),
    Mounts: inputs.mounts?.map(mountOf),
    Tmpfs: inputs.tmpfs,
    CapAdd: capabilities?.adds,
    CapDrop: capabilities?.drops,
    CgroupParent: inputs.cgroupParent,
    CgroupnsMode: inputs.cgroupnsMode,
    NanoCpus: cpus === undefined ? undefined : Math.round(Number(cpus) * 1e9),
    DeviceCgroupRules: inputs.deviceCgroupRules,
    BlkioDeviceReadBps: inputs.deviceReadBps?.map(rateOf),
    BlkioDeviceReadIOps: inputs.deviceReadIops?.map(rateOf),
    BlkioDeviceWriteBps: inputs.deviceWriteBps?.map(rateOf),
    BlkioDeviceWriteIOps: inputs.deviceWriteIops?.map(rateOf),
    DeviceRequests: inputs.deviceRequests?.map((request) =>
      withoutEmpty({
        Driver: request.driver,
        Count: request.count,
        DeviceIDs: request.deviceIds,
        Capabilities: request.capabilities && [request.capabilities],
        Options: request.options,
      }),
    ),
    Devices: inputs.devices?.map(({ hostPath, containerPath, permissions }) => ({
      PathOnHost: hostPath,
      PathInContainer: containerPath || hostPath,
      CgroupPermissions: permissions || "rwm",
    })),
    Dns: inputs.dns,
    DnsOptions: inputs.dnsOpts,
    DnsSearch: inputs.dnsSearches,
    ExtraHosts: inputs.hosts?.map(({ host, ip }) => `${host}:${ip}`),
    GroupAdd: inputs.groupAdds,
    Init: inputs.init,
    IpcMode: inputs.ipcMode,
    PidMode: inputs.pidMode,
    UsernsMode: inputs.usernsMode,
    LogConfig:
      inputs.logDriver !== undefined || inputs.logOpts
        ? { Type: inputs.logDriver ?? "", Config: inputs.logOpts ?? {} }
        : undefined,
    Runtime: inputs.runtime,
    SecurityOpt: inputs.securityOpts,
    ShmSize: inputs.shmSize === undefined ? undefined : inputs.shmSize * MIB,
    StorageOpt: inputs.storageOpts,
    Sysctls: inputs.sysctls,
    Ulimits: inputs.ulimits?.map(({ name, soft, hard }) => ({ Name: name, Soft: soft, Hard: hard })),
  }) as Dockerode.HostConfig;
}

/** The limits that a running container can change. */
export function limits(inputs: ContainerInputs): object {
  return withoutEmpty({
    Memory: inputs.memory === undefined ? undefined : inputs.memory * MIB,
    MemoryReservation: inputs.memoryReservation === undefined ? undefined : inputs.memoryReservation * MIB,
    MemorySwap: memorySwap(inputs),
    CpuShares: inputs.cpuShares,
    CpusetCpus: inputs.cpuSet,
    CpuPeriod: inputs.cpuPeriod,
    CpuQuota: inputs.cpuQuota,
  });
}

/** Bytes. Default: twice the memory, as in the daemon. */
function memorySwap({ memory, memorySwap: swap }: ContainerInputs): number | undefined {
  if (swap !== undefined && swap !== 0) return swap < 0 ? -1 : swap * MIB;
  return memory ? 2 * memory * MIB : undefined;
}

export const restartPolicy = ({ restart = "no", maxRetryCount = 0 }: ContainerInputs): object => ({
  Name: restart,
  MaximumRetryCount: restart === "on-failure" ? maxRetryCount : 0,
});

const portKey = ({ internal, protocol }: EntryOf<"ports">): string => `${internal}/${protocol ?? "tcp"}`;

function exposedPorts({ ports }: ContainerInputs): Record<string, object> | undefined {
  return ports && Object.fromEntries(ports.map((port) => [portKey(port), {}]));
}

function portBindings({ ports }: ContainerInputs): Record<string, object[]> | undefined {
  if (!ports) return undefined;
  const result: Record<string, object[]> = {};
  for (const port of ports) {
    (result[portKey(port)] ??= []).push({
      HostIp: port.ip || "0.0.0.0",
      HostPort: port.external ? String(port.external) : "",
    });
  }
  return result;
}

/** `hostPath` takes precedence over `volumeName`; without both the volume is anonymous. */
function binds({ volumes }: ContainerInputs): string[] | undefined {
  return volumes?.flatMap(({ hostPath, volumeName, containerPath, readOnly, selinuxRelabel }) => {
    const source = hostPath || volumeName;
    if (!source || !containerPath) return [];
    const options = [readOnly ? "ro" : "rw", ...(selinuxRelabel ? [selinuxRelabel] : [])];
    return [`${source}:${containerPath}:${options.join(",")}`];
  });
}

function anonymousVolumes({ volumes }: ContainerInputs): Record<string, object> | undefined {
  const paths = volumes?.flatMap(({ hostPath, volumeName, containerPath }) =>
    hostPath || volumeName || !containerPath ? [] : [containerPath],
  );
  return paths?.length ? Object.fromEntries(paths.map((path) => [path, {}])) : undefined;
}

function mountOf(mount: EntryOf<"mounts">): object {
  const { bindOptions, tmpfsOptions, volumeOptions: volume } = mount;
  return withoutEmpty({
    Type: mount.type,
    Source: mount.source,
    Target: mount.target,
    ReadOnly: mount.readOnly,
    BindOptions: bindOptions && withoutEmpty({ Propagation: bindOptions.propagation }),
    TmpfsOptions:
      tmpfsOptions && withoutEmpty({ SizeBytes: tmpfsOptions.sizeBytes, Mode: tmpfsOptions.mode }),
    VolumeOptions:
      volume &&
      withoutEmpty({
        NoCopy: volume.noCopy,
        Labels: fromLabels(volume.labels),
        Subpath: volume.subpath,
        DriverConfig:
          volume.driverName !== undefined || volume.driverOptions
            ? withoutEmpty({ Name: volume.driverName, Options: volume.driverOptions })
            : undefined,
      }),
  });
}

const rateOf = ({ path, rate }: EntryOf<"deviceReadBps">): object => ({ Path: path, Rate: rate });

function healthConfig(check: NonNullable<ContainerInputs["healthcheck"]>): object {
  const { tests, interval, timeout, startPeriod, startInterval, retries } = check;
  const time = (duration: string | undefined) => (duration ? parseDuration(duration) : undefined);
  return withoutEmpty({
    Test: tests,
    Interval: time(interval),
    Timeout: time(timeout),
    StartPeriod: time(startPeriod),
    StartInterval: time(startInterval),
    Retries: retries,
  });
}

/** The daemon's settings for a container's connection to a network. */
export function endpointOf(endpoint: EntryOf<"networksAdvanced">): object {
  const { aliases, driverOpts, gwPriority, ipv4Address, ipv6Address, linkLocalIps, macAddress } = endpoint;
  const addresses = withoutEmpty({
    IPv4Address: ipv4Address,
    IPv6Address: ipv6Address,
    LinkLocalIPs: linkLocalIps,
  });
  return withoutEmpty({
    Aliases: aliases,
    DriverOpts: driverOpts && Object.fromEntries(driverOpts.map(pairOf)),
    GwPriority: gwPriority,
    MacAddress: macAddress,
    IPAMConfig: Object.keys(addresses).length > 0 ? addresses : undefined,
  });
}

function pairOf(option: string): [string, string] {
  const [key, ...value] = option.split("=");
  return [key!, value.join("=")];
}
