import type { PropertyDiff } from "../../protocol/provider";
import type { ResourceState } from "./state";
import type { URN } from "./urn";

/** What a step does to a resource: Pulumi's `display.StepOp`. */
export type StepOp =
  | "same"
  | "create"
  | "update"
  | "delete"
  | "replace"
  | "create-replacement"
  | "delete-replaced"
  | "read"
  | "read-replacement"
  | "refresh"
  | "discard"
  | "discard-replaced"
  | "remove-pending-replace";

/** A step in an event: Pulumi's `StepEventMetadata`. */
export interface StepMetadata {
  op: StepOp;
  urn: URN;
  type: string;
  old?: ResourceState;
  new?: ResourceState;
  /** Property paths that cause a replacement, according to the provider. */
  keys?: string[];
  /** Top-level properties that changed. */
  diffs?: string[];
  detailedDiff?: Record<string, PropertyDiff>;
  /** True when the display shows the resource's properties; false for bookkeeping steps. */
  logical: boolean;
  /** `URN::ID` of the provider. */
  provider?: string;
}

export type Severity = "debug" | "info" | "info#err" | "warning" | "error";

export type OperationKind = "update" | "preview" | "destroy" | "refresh";

/** Numbers of resources by operation, including `same`. */
export type ResourceChanges = Partial<Record<StepOp, number>>;

/** The events of an operation, in order: Pulumi's `engine.Event`. */
export type EngineEvent =
  | {
      type: "prelude";
      /** The stack's configuration, secrets as `[secret]`. */
      config: Record<string, string>;
    }
  | { type: "resource-pre"; step: StepMetadata; planning: boolean }
  | { type: "resource-outputs"; step: StepMetadata; planning: boolean }
  | { type: "resource-failed"; step: StepMetadata; steps: number }
  | {
      type: "diagnostic";
      /** The affected resource; absent for the whole stack. */
      urn?: URN;
      severity: Severity;
      message: string;
      /** Parts of one text have the same number, other than 0. */
      streamId: number;
      /** True for a status, which is shown only while it is current. */
      ephemeral: boolean;
    }
  | {
      type: "summary";
      /** True in a preview. */
      preview: boolean;
      durationSeconds: number;
      changes: ResourceChanges;
      /** Number of resources that failed. */
      errored: number;
      failed: boolean;
    }
  | { type: "cancel" };

/** Receives the events; must not throw. */
export type EventSink = (event: EngineEvent) => void;

/** Reports messages about a resource or the whole stack as events. */
export const reporterTo =
  (events: EventSink) =>
  (severity: Severity, message: string, urn?: URN, ephemeral = false): void =>
    events({ type: "diagnostic", urn, severity, message, streamId: 0, ephemeral });
export type Report = ReturnType<typeof reporterTo>;
