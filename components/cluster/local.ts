import * as pulumi from "@pulumi/pulumi";

/** The resources of this project's own provider `local`, as typed classes: what an SDK package would be. */

type Inputs<T> = { [K in keyof T]: pulumi.Input<T[K]> };

export interface ClusterCredentialsArgs {
  /** Names the cluster and its context in the kubeconfig. */
  clusterName: string;
  /** The API server's https URL. */
  server: string;
  /** Names and addresses of the API server besides loopback and its Service's. Default: none. */
  hosts?: pulumi.Input<string>[];
  /** Addresses of the `kubernetes` Service. */
  serviceIPs?: pulumi.Input<string>[];
  /** Default `cluster.local`. */
  clusterDomain?: string;
  /** The machine that runs the cluster's containers: its Node's name, and its address in the cluster. Default: none. */
  node?: pulumi.Input<{ name: pulumi.Input<string>; address: pulumi.Input<string> }>;
  /** Days that certificates are good for. Default 365. */
  validityDays?: number;
  /** Days that the authorities are good for. Default 3650. */
  authorityValidityDays?: number;
  /** A certificate with fewer days left is renewed by the next `up`. Default 30. */
  renewBeforeDays?: number;
}

/** A cluster's public-key infrastructure: authorities, certificates and keys, and the administrator's kubeconfig. */
export class ClusterCredentials extends pulumi.CustomResource {
  /** PEM by kubeadm's file names; a secret. */
  declare readonly files: pulumi.Output<Record<string, string>>;
  /** PEM. */
  declare readonly caCertificate: pulumi.Output<string>;
  /** YAML; a secret. */
  declare readonly kubeconfig: pulumi.Output<string>;
  /** PEM. */
  declare readonly adminCertificate: pulumi.Output<string>;
  /** PEM; a secret. */
  declare readonly adminKey: pulumi.Output<string>;

  constructor(name: string, args: Inputs<ClusterCredentialsArgs>, opts?: pulumi.CustomResourceOptions) {
    const outputs = {
      files: undefined,
      caCertificate: undefined,
      kubeconfig: undefined,
      adminCertificate: undefined,
      adminKey: undefined,
    };
    super("local:index:ClusterCredentials", name, { ...args, ...outputs }, opts);
  }
}

export interface PortsArgs {
  /** What the ports are for. */
  names: string[];
  /** Ports that are not to be chosen, by name. */
  given?: Record<string, number>;
  /** Where they are to be free. Default 127.0.0.1. */
  address?: string;
}

/** Free ports, chosen once and kept. */
export class Ports extends pulumi.CustomResource {
  declare readonly ports: pulumi.Output<Record<string, number>>;

  constructor(name: string, args: Inputs<PortsArgs>, opts?: pulumi.CustomResourceOptions) {
    super("local:index:Ports", name, { ...args, ports: undefined }, opts);
  }
}

export interface DirectoryArgs {
  /** Absolute, or relative to the project's root. */
  path: string;
  /** A folder above it: those between the two that are empty at deletion go too. */
  base?: string;
}

/** A directory of one's own (0700), removed with its contents. */
export class Directory extends pulumi.CustomResource {
  /** Absolute. */
  declare readonly path: pulumi.Output<string>;
  /** Changes when the directory was lost and made anew. */
  declare readonly instance: pulumi.Output<string>;

  constructor(name: string, args: Inputs<DirectoryArgs>, opts?: pulumi.CustomResourceOptions) {
    super("local:index:Directory", name, { ...args, instance: undefined }, opts);
  }
}

export interface FilesArgs {
  directory: string;
  /** Contents by name; a name may have folders in it. */
  files: Record<string, pulumi.Input<string>>;
}

/** A set of files (0600). */
export class Files extends pulumi.CustomResource {
  /** Absolute paths by name. */
  declare readonly paths: pulumi.Output<Record<string, string>>;
  /** Changes with their contents; a secret. */
  declare readonly fingerprint: pulumi.Output<string>;

  constructor(name: string, args: Inputs<FilesArgs>, opts?: pulumi.CustomResourceOptions) {
    super("local:index:Files", name, { ...args, paths: undefined, fingerprint: undefined }, opts);
  }
}

export interface GoBinaryArgs {
  /** The folder of the Go module; absolute, or relative to the project's root. */
  directory: string;
  /** The main package, relative to the folder. Default `.`. */
  package?: string;
  /** The binary's file name. */
  name: string;
  /** A file with flags for the linker, relative to the folder. */
  ldflagsFile?: string;
}

/** A program built from a Go module, in a cache that stacks and checkouts share. */
export class GoBinary extends pulumi.CustomResource {
  /** Absolute path of the binary. */
  declare readonly path: pulumi.Output<string>;
  /** Names what it was built from. */
  declare readonly key: pulumi.Output<string>;

  constructor(name: string, args: Inputs<GoBinaryArgs>, opts?: pulumi.CustomResourceOptions) {
    super("local:index:GoBinary", name, { ...args, path: undefined, key: undefined }, opts);
  }
}

export interface ReadinessProbe {
  url: pulumi.Input<string>;
  caCertificate?: pulumi.Input<string>;
  clientCertificate?: pulumi.Input<string>;
  clientKey?: pulumi.Input<string>;
  /** Default 200. */
  expectedStatus?: pulumi.Input<number>;
  /** Default 60. */
  timeoutSeconds?: pulumi.Input<number>;
}

export interface ProcessArgs {
  /** The program; absolute, or relative to the project's root. */
  command: string;
  args?: pulumi.Input<string>[];
  /** In addition to PATH, HOME and a few more. */
  env?: Record<string, pulumi.Input<string>>;
  /** Default: the project's root. */
  cwd?: string;
  /** Where its output goes. */
  logFile: string;
  /** Where it is written who was started. */
  pidFile: string;
  /** When it counts as ready. Default: as soon as it runs. */
  readiness?: ReadinessProbe;
  /** Default SIGTERM. */
  stopSignal?: string;
  /** How long it may take to end by itself. Default 30. */
  graceSeconds?: number;
  /** Arguments with which the program runs once more at deletion, when the process is gone. Default: it does not. */
  afterStop?: pulumi.Input<string>[];
  /** Values whose change restarts it. */
  restartOn?: pulumi.Input<string>[];
}

/** A process that stays when the command ends; restarted by the next `up` when it has died. */
export class Process extends pulumi.CustomResource {
  declare readonly pid: pulumi.Output<number>;
  /** Absolute. */
  declare readonly logFile: pulumi.Output<string>;

  constructor(name: string, args: Inputs<ProcessArgs>, opts?: pulumi.CustomResourceOptions) {
    const outputs = { pid: undefined, startTime: undefined, bootId: undefined, fingerprint: undefined };
    super("local:index:Process", name, { ...args, ...outputs }, opts);
  }
}

export interface PrerequisitesArgs {
  /** What needs them, as the error says it. */
  for: string;
  /** Linux capabilities, `CAP_SYS_ADMIN`. */
  capabilities?: string[];
  /** Programs by name or files by absolute path, each with the Debian package that has it. */
  files?: { name: string; package: string }[];
  /** Filesystem types of the kernel. */
  filesystems?: string[];
  /** Kinds of namespaces of the kernel. */
  namespaces?: string[];
  /** MiB that are to be available. */
  memory?: number;
  /** MiB that are to be free where a folder is, or would be. */
  disk?: { path: string; free: number }[];
  /** TCP ports on 127.0.0.1 that are to be free. */
  ports?: { port: number; for: string }[];
  /** The pid file of the process that needs all this: what it has taken already is not asked for again. */
  pidFile?: string;
}

/** What the machine is to have; looked at by each `up`. All that is lacking is one error. */
export class Prerequisites extends pulumi.CustomResource {
  constructor(name: string, args: Inputs<PrerequisitesArgs>, opts?: pulumi.CustomResourceOptions) {
    super("local:index:Prerequisites", name, { ...args, met: undefined }, opts);
  }
}
