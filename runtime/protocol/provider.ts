import type { PropertyMap } from "./values";

/**
 * A resource provider: `pulumirpc.ResourceProvider` with property values instead of protobuf messages. The providers of this
 * repository implement it, `serve.ts` exposes one over gRPC, and `client.ts` calls one over gRPC, so the engine calls plugins
 * in its own process and in others alike.
 *
 * Every call can throw an Error, whose message the user sees; create, update and read can throw {@link InitializationError}.
 */
export interface ResourceProvider {
  /** True when {@link check} observes {@link CheckRequest.autonaming}. Default: false. */
  readonly supportsAutonaming?: boolean;
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
  /** Requests that running calls stop as soon as it is safe. */
  cancel(): Promise<void>;
  /** Closes connections and timers of a plugin in this process; stops the process of any other. */
  close(): Promise<void>;
}

/** The engine's services for a plugin. */
export interface ProviderHost {
  /**
   * Shows a message to the user.
   * @param options.urn the affected resource; default: the whole stack
   * @param options.ephemeral a status, which is shown only while the step runs; default false
   */
  log(severity: LogSeverity, message: string, options?: { urn?: string; ephemeral?: boolean }): void;
  /** The project's root folder, to which paths in inputs are relative. */
  readonly rootDirectory: string;
  /** The stack's configuration of the plugin's package, by key without the package. */
  readonly packageConfig?: Readonly<Record<string, string>>;
}
export type LogSeverity = "debug" | "info" | "warning" | "error";

/** The export `createProvider` of a plugin's `provider.ts`. */
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
  /** Seed of random names, equal in a preview and the following update. */
  randomSeed: Uint8Array;
  /** The stack's setting `pulumi:autonaming` for this resource. Absent: the provider decides alone. */
  autonaming?: {
    /** Empty with the mode `disable`. */
    proposedName: string;
    /** `propose`: the provider can adapt the name; `enforce`: it must not; `disable`: it must not choose a name. */
    mode: "propose" | "enforce" | "disable";
  };
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
  /** True when the inputs differ at the path; false when the state does. */
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
  /** By property path, `spec.template.spec.containers[0].image`; undefined when the provider returns none. */
  detailedDiff?: Record<string, PropertyDiff>;
}

export interface ConfigureRequest {
  args: PropertyMap;
  /** The id of the provider's own resource. */
  id?: string;
  urn?: string;
}
export interface ConfigureResponse {
  acceptSecrets: boolean;
  acceptResources: boolean;
  acceptOutputs: boolean;
  /** True when previews call create and update. */
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
   * True when an earlier creation of this resource was interrupted with an unknown outcome: an existing object with the same
   * name and no other owner is its result. Never sent to plugins in other processes.
   */
  resumed?: boolean;
  /** Seconds; 0 for the provider's default. */
  timeout: number;
  preview: boolean;
}
export interface CreateResponse {
  /** Empty in a preview when unknown. */
  id: string;
  properties: PropertyMap;
}

export interface ReadRequest extends ResourceIdentity {
  id: string;
  /** The recorded outputs; empty for an import. */
  properties: PropertyMap;
  inputs: PropertyMap;
  timeout: number;
}
export interface ReadResponse {
  /** Empty when the resource no longer exists. */
  id: string;
  properties: PropertyMap;
  /** Undefined when the provider returns none. */
  inputs?: PropertyMap;
}

export interface UpdateRequest extends DiffRequest {
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

/** The resource was created or updated but did not become ready. The engine records its state and the reasons. */
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

/** The reasons in the words of the official engine, which shows them instead of the error's message. */
export const textOfReasons = (reasons: readonly string[]): string =>
  `${reasons.length} ${reasons.length === 1 ? "error" : "errors"} occurred:\n` +
  reasons.map((reason) => `\t* ${reason}\n`).join("");

/** The provider does not implement a call. The engine treats some of these as an empty answer. */
export class UnimplementedError extends Error {
  constructor(call: string) {
    super(`the provider does not implement ${call}`);
    this.name = "UnimplementedError";
  }
}

/** The program uses a function that the provider knows and does not support. The engine reports it and stops. */
export class UnsupportedError extends Error {}
