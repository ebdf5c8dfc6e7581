import type { LogSeverity } from "../../../protocol/provider";
import type { ApiType } from "../../../../lib/clients/kubernetes/builtInTypes";
import type { KubernetesObject } from "../object";

/** What a look at an object and its relatives says about its readiness. */
export interface Verdict {
  done: boolean;
  /** It will not become ready any more: waiting longer is in vain. */
  failed?: boolean;
  /** What to show meanwhile, in order. */
  messages: Message[];
  /** Why it is not ready; shown when the wait ends without success. */
  errors: string[];
  /** Look again after as many milliseconds, even if nothing changes. */
  lookAgain?: number;
}
export interface Message {
  severity: LogSeverity;
  text: string;
}

/** What is known beside the object itself. */
export interface Surroundings {
  /** By kind: the objects of that kind in the object's namespace (see {@link Awaiter.related}). */
  related: Record<string, KubernetesObject[]>;
  /** The object before the change; undefined when it is new. */
  previous?: KubernetesObject;
  /** Milliseconds since the wait began. */
  elapsed: number;
  /** Milliseconds since anything changed. */
  quiet: number;
  /** True on a refresh: the answer is wanted now. */
  isRead: boolean;
  /** True when the wait ends with this look: time is up. */
  isLast: boolean;
}

/** How to wait for a kind: pure; what it decides is carried out by `waitUntilReady`. */
export interface Awaiter {
  /** Seconds. */
  defaultTimeout: number;
  /** The kinds to look at beside the object, in its namespace (or in none, as their scope is). */
  related?: readonly ApiType[];
  /** One watch for all objects of the kind instead of one each: for kinds of which many are made at once and few exist. */
  sharedWatch?: boolean;
  /** Whether a refresh looks at readiness too. */
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
