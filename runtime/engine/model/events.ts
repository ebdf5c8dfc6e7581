import type { PropertyDiff } from "../../protocol/provider";
import type { PropertyMap } from "../../protocol/values";
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
  | "remove-pending-replace"
  | "import"
  | "import-replacement";

/** A step as the display sees it: Pulumi's `StepEventMetadata`. */
export interface StepMetadata {
  op: StepOp;
  urn: URN;
  type: string;
  old?: ResourceState;
  new?: ResourceState;
  /** Property paths that the provider named as the reason of a replacement. */
  keys?: string[];
  /** Top-level properties that changed. */
  diffs?: string[];
  detailedDiff?: Record<string, PropertyDiff>;
  /** True when the resource's own properties are to be shown (not a mere bookkeeping step). */
  logical: boolean;
  /** `URN::ID` of the provider. */
  provider?: string;
}

export type OperationKind = "update" | "preview" | "destroy" | "refresh";

/** How many resources each kind of step touched; `same` included. */
export type ResourceChanges = Partial<Record<StepOp, number>>;

/** What an operation tells those who watch it, in order of happening. Pulumi's `engine.Event`. */
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
      /** The resource that it is about; absent: the whole stack. */
      urn?: URN;
      severity: "debug" | "info" | "info#err" | "warning" | "error";
      message: string;
      /** Several parts of one text share a number other than 0. */
      streamId: number;
      /** A status: shown while it is current, no part of the diagnostics. */
      ephemeral: boolean;
    }
  | { type: "stdout"; message: string }
  | { type: "policy"; message: string }
  | {
      type: "summary";
      /** True in a preview. */
      preview: boolean;
      /** True when nothing but changes of the program's outputs may have happened. */
      maybeCorrupt: boolean;
      durationSeconds: number;
      changes: ResourceChanges;
      /** Number of resources that failed. */
      errored: number;
      failed: boolean;
    }
  | { type: "cancel" };

/** Takes the events; must not throw. */
export type EventSink = (event: EngineEvent) => void;

/** The stack's outputs before and after an operation; absent where there are none. */
export interface OutputsChange {
  old?: PropertyMap;
  new?: PropertyMap;
}
