import * as pulumi from "@pulumi/pulumi";
import type { Inputs } from "./inputs";

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
