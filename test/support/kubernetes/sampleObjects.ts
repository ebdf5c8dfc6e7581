import type { PropertyMap } from "../../../runtime/protocol/values";
import type { KubernetesObject } from "../../../runtime/providers/kubernetes/object";
import { awaiterOf } from "../../../runtime/providers/kubernetes/await/awaiters";
import type { Surroundings, Verdict } from "../../../runtime/providers/kubernetes/await/verdict";

/** The metadata of an object in the namespace `n`. */
export const metadata = (uid: string, more: PropertyMap = {}): PropertyMap => ({
  name: uid,
  namespace: "n",
  uid,
  generation: 1,
  ...more,
});
export const ownedBy = (uid: string) => ({ ownerReferences: [{ uid }] });
export const condition = (type: string, status: string, reason = "R", message = "m") => ({
  type,
  status,
  reason,
  message,
});

export const surroundings: Surroundings = { related: {}, elapsed: 0, quiet: 0, isRead: false, isLast: false };

/** The verdict of the awaiter for the kind of the object. */
export const decide = (object: KubernetesObject, around: Partial<Surroundings> = {}): Verdict =>
  awaiterOf(object)!.decide(object, { ...surroundings, ...around });

/** The messages of a verdict, with a prefix for warnings and errors. */
export const texts = (verdict: Verdict) =>
  verdict.messages.map(({ severity, text }) => (severity === "info" ? text : `${severity}: ${text}`));
