import type { EventSink, OperationKind, ResourceChanges } from "./events";
import type { Snapshot } from "./state";
import type { URN } from "./urn";

/** The project as `Pulumi.yaml` has it, as far as the engine uses it. */
export interface Project {
  name: string;
  /** Absolute path of the folder with Pulumi.yaml. */
  root: string;
  /** Absolute path of the program: a file or a folder. */
  main: string;
  runtime: { name: string; options: Record<string, unknown> };
  /** In-repo plugins that the project names, paths absolute. */
  plugins: { name: string; path: string; version?: string }[];
  stackConfigDir?: string;
}

/** A configuration value, decrypted. */
export interface ConfigValue {
  /** Text as the program gets it: plain, or JSON for objects. */
  value: string;
  secret: boolean;
  /** True for an object or a list, whose text is JSON. */
  object: boolean;
}

/** Where the state goes: called after every step; the promise settles when it is on disk. Calls may overlap. */
export interface SnapshotSink {
  save(snapshot: Snapshot): Promise<void>;
}

/** One operation on one stack: what the command line hands to the deployment. */
export interface OperationRequest {
  kind: OperationKind;
  /** With the kind `preview`: what is previewed. Default: an update. */
  previewOf?: Exclude<OperationKind, "preview">;
  project: Project;
  stack: string;
  /** `organization` with the file backend. */
  organization: string;
  /** Full keys, `project:key`. */
  config: Record<string, ConfigValue>;
  snapshot: Snapshot;
  sink: SnapshotSink;
  events: EventSink;
  options: OperationOptions;
  /** Aborted by the first Ctrl-C: finish what is under way, start nothing new. */
  cancel: AbortSignal;
  /** Aborted by the second Ctrl-C: stop at once. */
  terminate: AbortSignal;
}

export interface OperationOptions {
  /** Steps at a time. Default: 4 per core, at least 16 (the official default). */
  parallel: number;
  /** Only these resources (URNs, `*` and `**` globs). Default: all. */
  targets: URN[];
  /** With targets, also those that depend on them. */
  targetDependents: boolean;
  /** Replace these even if nothing changed. */
  replace: URN[];
  /** Refresh each resource before the operation. */
  refresh: boolean;
  /** Go on with independent resources after a failure. */
  continueOnError: boolean;
  /** Leave protected resources out of a destroy. */
  excludeProtected: boolean;
}

export interface OperationResult {
  changes: ResourceChanges;
  /** Number of resources that failed. */
  errored: number;
  failed: boolean;
  /** True when the user cancelled. */
  cancelled: boolean;
  snapshot: Snapshot;
}
