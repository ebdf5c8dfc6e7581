import type { Label } from "../fields/convert";

/** The validated inputs of docker.Container, without secret marks. */
export interface ContainerInputs {
  attach?: boolean;
  capabilities?: { adds?: string[]; drops?: string[] };
  cgroupParent?: string;
  cgroupnsMode?: string;
  command?: string[];
  containerReadRefreshTimeoutMilliseconds?: number;
  cpuPeriod?: number;
  cpuQuota?: number;
  cpuSet?: string;
  cpuShares?: number;
  cpus?: string;
  destroyGraceSeconds?: number;
  deviceCgroupRules?: string[];
  deviceReadBps?: Rate[];
  deviceReadIops?: Rate[];
  deviceRequests?: {
    capabilities?: string[];
    count?: number;
    deviceIds?: string[];
    driver?: string;
    options?: Record<string, string>;
  }[];
  deviceWriteBps?: Rate[];
  deviceWriteIops?: Rate[];
  devices?: { containerPath?: string; hostPath: string; permissions?: string }[];
  dns?: string[];
  dnsOpts?: string[];
  dnsSearches?: string[];
  domainname?: string;
  entrypoints?: string[];
  envs?: string[];
  groupAdds?: string[];
  healthcheck?: {
    interval?: string;
    retries?: number;
    startInterval?: string;
    startPeriod?: string;
    tests?: string[];
    timeout?: string;
  };
  hostname?: string;
  hosts?: { host: string; ip: string }[];
  image: string;
  init?: boolean;
  ipcMode?: string;
  labels?: Label[];
  logDriver?: string;
  logOpts?: Record<string, string>;
  logs?: boolean;
  maxRetryCount?: number;
  /** MiB; so are memoryReservation, memorySwap and shmSize. */
  memory?: number;
  memoryReservation?: number;
  memorySwap?: number;
  mounts?: Mount[];
  mustRun?: boolean;
  name: string;
  networkMode?: string;
  networksAdvanced?: NetworkEndpoint[];
  pidMode?: string;
  platform?: string;
  ports?: { external?: number; internal: number; ip?: string; protocol?: string }[];
  privileged?: boolean;
  publishAllPorts?: boolean;
  readOnly?: boolean;
  removeVolumes?: boolean;
  restart?: string;
  rm?: boolean;
  runtime?: string;
  securityOpts?: string[];
  shmSize?: number;
  start?: boolean;
  stdinOpen?: boolean;
  stopSignal?: string;
  stopTimeout?: number;
  storageOpts?: Record<string, string>;
  sysctls?: Record<string, string>;
  tmpfs?: Record<string, string>;
  tty?: boolean;
  ulimits?: { hard: number; name: string; soft: number }[];
  uploads?: Upload[];
  user?: string;
  usernsMode?: string;
  volumes?: {
    containerPath?: string;
    fromContainer?: string;
    hostPath?: string;
    readOnly?: boolean;
    selinuxRelabel?: string;
    volumeName?: string;
  }[];
  wait?: boolean;
  waitTimeout?: number;
  workingDir?: string;
}

export interface Rate {
  path: string;
  rate: number;
}

export interface Mount {
  bindOptions?: { propagation?: string };
  readOnly?: boolean;
  source?: string;
  target: string;
  tmpfsOptions?: { mode?: number; sizeBytes?: number };
  type: "bind" | "volume" | "tmpfs";
  volumeOptions?: {
    driverName?: string;
    driverOptions?: Record<string, string>;
    labels?: Label[];
    noCopy?: boolean;
    subpath?: string;
  };
}

export interface NetworkEndpoint {
  aliases?: string[];
  driverOpts?: string[];
  gwPriority?: number;
  ipv4Address?: string;
  ipv6Address?: string;
  linkLocalIps?: string[];
  macAddress?: string;
  name: string;
}

export interface Upload {
  content?: string;
  contentBase64?: string;
  executable?: boolean;
  file: string;
  group?: string;
  owner?: string;
  permissions?: string;
  source?: string;
  sourceHash?: string;
}
