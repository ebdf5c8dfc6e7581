import type { PropertyMap } from "../../protocol/values";
import type { URN } from "./urn";

/** The recorded state of one resource: Pulumi's `resource.State`. Secrets are decrypted `Secret` values. */
export interface ResourceState {
  urn: URN;
  type: string;
  /** True for a resource with a provider, false for a component. */
  custom: boolean;
  /** True for a replaced resource whose deletion is pending. */
  delete?: boolean;
  /** The provider's id; absent for components and in previews. */
  id?: string;
  inputs: PropertyMap;
  outputs: PropertyMap;
  parent?: URN;
  protect?: boolean;
  taint?: boolean;
  /** True for a resource that is only read, never updated or deleted. */
  external?: boolean;
  dependencies: URN[];
  /** Errors of an incomplete creation or update; if any, the next update tries again. */
  initErrors: string[];
  /** `URN::ID` of the provider; absent for components and providers. */
  provider?: string;
  propertyDependencies: Record<string, URN[]>;
  /** True when the resource was deleted before its replacement was created. */
  pendingReplacement?: boolean;
  additionalSecretOutputs: string[];
  aliases: URN[];
  /** Seconds. */
  customTimeouts?: { create?: number; update?: number; delete?: number; read?: number };
  importID?: string;
  retainOnDelete?: boolean;
  deletedWith?: URN;
  replaceWith?: URN[];
  hideDiff?: string[];
  ignoreChanges?: string[];
  /** RFC 3339 with nanoseconds, as in the checkpoint. */
  created?: string;
  modified?: string;
  sourcePosition?: string;
  /** All other fields of a checkpoint's resource, which are written back unchanged. */
  rest?: Record<string, unknown>;
}

export type PendingOperationType = "creating" | "updating" | "deleting" | "reading" | "importing";

/** An operation that was started and whose outcome is unknown. */
export interface PendingOperation {
  resource: ResourceState;
  type: PendingOperationType;
}

/** The state of a stack. Each resource follows everything that it depends on. */
export interface Snapshot {
  manifest: { time: string; magic: string; version: string };
  resources: ResourceState[];
  pendingOperations: PendingOperation[];
  /** Deployment fields that the engine does not use, which are written back unchanged. */
  metadata?: Record<string, unknown>;
}

export const emptySnapshot = (): Snapshot => ({
  manifest: { time: new Date(0).toISOString(), magic: "", version: "" },
  resources: [],
  pendingOperations: [],
});
