import * as pulumi from "@pulumi/pulumi";
import type { Inputs } from "./inputs";

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
