import type { LogSeverity } from "../../../protocol/provider";
import type { ApiType } from "../../../../lib/clients/kubernetes/builtInTypes";
import type { KubernetesObject } from "../object";

/** The readiness of an object, derived from it and its related objects. */
export interface Verdict {
  done: boolean;
  /** The object can no longer become ready; the wait ends. */
  failed?: boolean;
  /** Messages to show, in order. */
  messages: Message[];
  /** Why the object is not ready; shown when the wait fails. */
  errors: string[];
  /** Milliseconds until the next evaluation, even without a change. */
  lookAgain?: number;
}
export interface Message {
  severity: LogSeverity;
  text: string;
}

/** The awaiter's knowledge besides the object itself. */
export interface Surroundings {
  /** The objects in the object's namespace, by kind (see {@link Awaiter.related}). */
  related: Record<string, KubernetesObject[]>;
  /** The object before the change; undefined when it is new. */
  previous?: KubernetesObject;
  /** Milliseconds since the wait began. */
  elapsed: number;
  /** Milliseconds since the last change. */
  quiet: number;
  /** True on a refresh, which does not wait. */
  isRead: boolean;
  /** True for the last evaluation, at the timeout. */
  isLast: boolean;
}

/** How to wait for a kind. Pure: `waitUntilReady` executes its verdicts. */
export interface Awaiter {
  /** Seconds. */
  defaultTimeout: number;
  /** The kinds to watch besides the object: in its namespace, or cluster-wide for cluster-scoped kinds. */
  related?: readonly ApiType[];
  /**
   * Watch all objects of the kind together instead of one by one: for kinds with few objects that are created at
   * once.
   */
  sharedWatch?: boolean;
  /** Whether a refresh checks readiness too. */
  onRead: boolean;
  decide(object: KubernetesObject, surroundings: Surroundings): Verdict;
}

export const ready = (text?: string): Verdict => ({
  done: true,
  messages: text === undefined ? [] : [{ severity: "info", text }],
  errors: [],
});

export const waiting = (text: string | undefined, errors: string[] = []): Verdict => ({
  done: false,
  messages: text === undefined ? [] : [{ severity: "info", text }],
  errors,
});
