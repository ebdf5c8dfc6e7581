import type { PropertyMap } from "../../protocol/values";
import type { Autonaming } from "./autonaming";
import type { EventSink, OperationKind, ResourceChanges } from "./events";
import type { Snapshot } from "./state";
import type { URN } from "./urn";

/** The part of `Pulumi.yaml` that the engine uses. */
export interface Project {
  name: string;
  /** Absolute path of the folder with Pulumi.yaml. */
  root: string;
  /** Absolute path of the program: a file or a folder. */
  main: string;
  runtime: { name: string; options: Record<string, unknown> };
  /** Plugins that the project names, with absolute paths. */
  plugins: { name: string; path: string; version?: string }[];
  stackConfigDir?: string;
}

/** A decrypted configuration value. */
export interface ConfigValue {
  /** The text that the program receives: plain, or JSON for objects and lists. */
  value: string;
  /** True when it contains a secret. */
  secret: boolean;
  /** The decrypted texts in it: an object or a list can contain several. */
  secrets: readonly string[];
  /** True for an object or a list. */
  object: boolean;
}

/** Saves the state after every step. The promise settles when the state is on disk. Calls can overlap. */
export interface SnapshotSink {
  save(snapshot: Snapshot): Promise<void>;
}

/** The outputs of another stack. */
interface StackOutputs {
  outputs: PropertyMap;
  /** True when secrets could not be decrypted and are replaced by empty objects. */
  elided: boolean;
}

/** One operation on one stack, as the command line requests it. */
export interface OperationRequest {
  kind: OperationKind;
  /** The operation that a `preview` previews. Default: update. */
  previewOf?: Exclude<OperationKind, "preview">;
  project: Project;
  stack: string;
  /** `organization` with the file backend. */
  organization: string;
  /** Full keys, `project:key`. */
  config: Record<string, ConfigValue>;
  snapshot: Snapshot;
  sink: SnapshotSink;
  /** Reads the outputs of a stack of the same backend, for a StackReference. @throws when the stack does not exist */
  stackOutputs: (name: string) => Promise<StackOutputs>;
  events: EventSink;
  options: OperationOptions;
  /** Aborted by the first Ctrl-C: finish the running steps and start no others. */
  cancel: AbortSignal;
  /** Aborted by the second Ctrl-C: stop at once. */
  terminate: AbortSignal;
}

export interface OperationOptions {
  /** The maximum number of parallel steps. */
  parallel: number;
  /** Only these resources (URNs, `*` and `**` globs). Default: all. */
  targets: URN[];
  /** With targets: include resources that depend on them. */
  targetDependents: boolean;
  /** Replace these resources even if nothing changed. */
  replace: URN[];
  /** Refresh each resource before the operation. */
  refresh: boolean;
  /** Continue with independent resources after a failure. */
  continueOnError: boolean;
  /** Skip protected resources in a destroy. */
  excludeProtected: boolean;
  /** The stack's `pulumi:autonaming`. Absent: providers decide. */
  autonaming?: Autonaming;
}

export interface OperationResult {
  changes: ResourceChanges;
  failed: boolean;
  /** True when the user cancelled. */
  cancelled: boolean;
}
