import type { LogSeverity } from "../../../protocol/provider";
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

/** What a verdict depends on besides the object itself. */
export interface Surroundings {
  /** The objects in the object's namespace, by kind (see `relatedKindsOf`). A kind is missing if it cannot be listed. */
  related: Record<string, KubernetesObject[]>;
  /** Milliseconds since the wait began. */
  elapsed: number;
  /** Milliseconds since the last change. */
  quiet: number;
  /** True on a refresh, which does not wait. */
  isRead: boolean;
  /** True for the last evaluation, at the timeout. */
  isLast: boolean;
}

/** Decides whether an object is ready. Pure: `waitUntilReady` executes its verdicts. */
export type Decide = (object: KubernetesObject, surroundings: Surroundings) => Verdict;

export const info = (text: string): Message => ({ severity: "info", text });
export const warning = (text: string): Message => ({ severity: "warning", text });

export const ready = (...texts: string[]): Verdict => ({ done: true, messages: texts.map(info), errors: [] });

export const waiting = (text: string, errors: string[] = []): Verdict => ({
  done: false,
  messages: [info(text)],
  errors,
});

export const failed = (errors: string[], messages: Message[] = []): Verdict => ({
  done: false,
  failed: true,
  messages,
  errors,
});
