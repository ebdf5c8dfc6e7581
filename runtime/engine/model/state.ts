import type { PropertyMap } from "../../protocol/values";
import type { URN } from "./urn";

/** What is known of one resource: Pulumi's `resource.State`. Property values are decrypted here, as `Secret`s. */
export interface ResourceState {
  urn: URN;
  type: string;
  /** True for a resource with a provider, false for a component. */
  custom: boolean;
  /** True for a replaced original that is yet to be deleted. */
  delete?: boolean;
  /** The provider's id; absent for components and in previews. */
  id?: string;
  inputs: PropertyMap;
  outputs: PropertyMap;
  parent?: URN;
  protect?: boolean;
  taint?: boolean;
  /** Read, not managed: never updated or deleted. */
  external?: boolean;
  dependencies: URN[];
  /** Why the resource did not become live; with any, the next update tries again. */
  initErrors: string[];
  /** `URN::ID` of the provider's resource; absent for components and providers' own resources. */
  provider?: string;
  propertyDependencies: Record<string, URN[]>;
  /** The original was deleted before its replacement was made. */
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
  /** Every other field of a checkpoint's resource, kept and written back as it was. */
  rest?: Record<string, unknown>;
}

export type PendingOperationType = "creating" | "updating" | "deleting" | "reading" | "importing";

/** An operation that had begun and of whose end nothing is known. */
export interface PendingOperation {
  resource: ResourceState;
  type: PendingOperationType;
}

/** All that is known of a stack. The order of the resources is one in which each comes after what it depends on. */
export interface Snapshot {
  manifest: { time: string; magic: string; version: string };
  resources: ResourceState[];
  pendingOperations: PendingOperation[];
  /** Deployment fields that the engine does not use, kept as they were. */
  metadata?: Record<string, unknown>;
}

/** A snapshot of nothing. */
export const emptySnapshot = (): Snapshot => ({
  manifest: { time: new Date(0).toISOString(), magic: "", version: "" },
  resources: [],
  pendingOperations: [],
});
