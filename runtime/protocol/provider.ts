import type { PropertyMap } from "./values";

/**
 * A resource provider, as `pulumirpc.ResourceProvider` has it, over property values instead of protobuf messages. An
 * in-repo plugin implements it, `serve.ts` puts it behind the wire protocol, `client.ts` is it in front of that protocol;
 * so the engine may call a plugin in its own process or another without knowing which.
 *
 * Every call may throw {@link InitializationError} (create, update, read) or any Error, whose message is shown to the user.
 * A call's `signal` is aborted when the user cancels.
 */
export interface ResourceProvider {
  getPluginInfo(): Promise<{ version: string }>;
  /** The package's schema as JSON text. */
  getSchema(): Promise<string>;
  checkConfig(request: CheckRequest): Promise<CheckResponse>;
  diffConfig(request: DiffRequest): Promise<DiffResponse>;
  configure(request: ConfigureRequest): Promise<ConfigureResponse>;
  invoke(request: InvokeRequest): Promise<InvokeResponse>;
  check(request: CheckRequest): Promise<CheckResponse>;
  diff(request: DiffRequest): Promise<DiffResponse>;
  create(request: CreateRequest): Promise<CreateResponse>;
  read(request: ReadRequest): Promise<ReadResponse>;
  update(request: UpdateRequest): Promise<UpdateResponse>;
  delete(request: DeleteRequest): Promise<void>;
  /** Asks the plugin to stop what it is doing as soon as it safely can. */
  cancel(): Promise<void>;
  /** Lets go of connections and timers (an in-process plugin); ends the process (a plugin of its own). */
  close(): Promise<void>;
}

/** What a plugin may ask of the engine that runs it. */
export interface ProviderHost {
  /**
   * Shows a message to the user.
   * @param options.urn the resource that it is about; the whole stack without it
   * @param options.ephemeral a status: shown while the step runs, not kept among the diagnostics
   */
  log(severity: LogSeverity, message: string, options?: { urn?: string; ephemeral?: boolean }): void;
  /** The project's root folder, for plugins that take paths relative to it. */
  readonly rootDirectory: string;
}
export type LogSeverity = "debug" | "info" | "warning" | "error";

/** What an in-repo plugin's `provider.ts` exports as `createProvider`. */
export type CreateProvider = (host: ProviderHost) => ResourceProvider;

export interface ResourceIdentity {
  urn: string;
  /** The URN's name part. */
  name: string;
  /** The resource's type token, `kubernetes:core/v1:ConfigMap`. */
  type: string;
}

export interface CheckRequest extends ResourceIdentity {
  /** Absent when the resource is new or replaced. */
  olds?: PropertyMap;
  news: PropertyMap;
  /** For names that must be the same in a preview and the update that follows it. */
  randomSeed: Uint8Array;
}
export interface CheckFailure {
  property: string;
  reason: string;
}
export interface CheckResponse {
  inputs: PropertyMap;
  failures: CheckFailure[];
}

export type PropertyDiffKind =
  "add" | "add-replace" | "delete" | "delete-replace" | "update" | "update-replace";
export interface PropertyDiff {
  kind: PropertyDiffKind;
  /** True: the path is in the inputs' difference; false: in the state's. */
  inputDiff: boolean;
}
export interface DiffRequest extends ResourceIdentity {
  id: string;
  oldInputs: PropertyMap;
  oldOutputs: PropertyMap;
  news: PropertyMap;
  ignoreChanges: string[];
}
export interface DiffResponse {
  changes: "unknown" | "none" | "some";
  /** Properties (paths) whose change replaces the resource. */
  replaces: string[];
  /** Properties that do not change in an update. */
  stables: string[];
  /** Top-level properties that changed. */
  diffs: string[];
  deleteBeforeReplace: boolean;
  /** By property path, `spec.template.spec.containers[0].image`; undefined when the provider gives none. */
  detailedDiff?: Record<string, PropertyDiff>;
}

export interface ConfigureRequest {
  args: PropertyMap;
  /** Explicit provider: its own id, urn, name and type. */
  id?: string;
  urn?: string;
}
export interface ConfigureResponse {
  acceptSecrets: boolean;
  acceptResources: boolean;
  acceptOutputs: boolean;
  /** True when create and update may be called in a preview. */
  supportsPreview: boolean;
}

export interface InvokeRequest {
  token: string;
  args: PropertyMap;
  preview?: boolean;
}
export interface InvokeResponse {
  return: PropertyMap;
  failures: CheckFailure[];
}

export interface CreateRequest extends ResourceIdentity {
  properties: PropertyMap;
  /**
   * True when an earlier create of this same resource was interrupted, so that nobody knows whether it made anything: what
   * is there under the same name, and belongs to nobody else, is what it made. Never sent to plugins in other processes.
   */
  resumed?: boolean;
  /** Seconds; 0 for the provider's default. */
  timeout: number;
  preview: boolean;
}
export interface CreateResponse {
  /** Empty in a preview when not known. */
  id: string;
  properties: PropertyMap;
}

export interface ReadRequest extends ResourceIdentity {
  id: string;
  /** The state that is known; empty for an import. */
  properties: PropertyMap;
  inputs: PropertyMap;
  timeout: number;
}
export interface ReadResponse {
  /** Empty when the resource is no longer there. */
  id: string;
  properties: PropertyMap;
  /** Undefined when the provider gives none. */
  inputs?: PropertyMap;
}

export interface UpdateRequest extends ResourceIdentity {
  id: string;
  oldInputs: PropertyMap;
  oldOutputs: PropertyMap;
  news: PropertyMap;
  ignoreChanges: string[];
  timeout: number;
  preview: boolean;
}
export interface UpdateResponse {
  properties: PropertyMap;
}

export interface DeleteRequest extends ResourceIdentity {
  id: string;
  oldInputs: PropertyMap;
  /** The outputs. */
  properties: PropertyMap;
  timeout: number;
}

/** The resource was made or changed, and did not become live: its state is kept together with the reasons. */
export class InitializationError extends Error {
  constructor(
    message: string,
    readonly id: string,
    readonly properties: PropertyMap,
    readonly inputs: PropertyMap | undefined,
    readonly reasons: string[],
  ) {
    super(message);
    this.name = "InitializationError";
  }
}

/** The provider does not implement a call. The engine treats some of these as an empty answer. */
export class UnimplementedError extends Error {
  constructor(call: string) {
    super(`the provider does not implement ${call}`);
    this.name = "UnimplementedError";
  }
}
