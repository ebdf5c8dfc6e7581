import type { PropertyMap } from "../../../protocol/values";
import {
  mapsAt,
  namespaceOf,
  nameOf,
  numberAt,
  textAt,
  uidOf,
} from "../../../../lib/clients/kubernetes/object";
import type { KubernetesObject } from "../object";

/** The condition of this type in an object's status. */
export const conditionOf = (object: KubernetesObject, type: string): PropertyMap | undefined =>
  mapsAt(object, "status", "conditions").find((condition) => condition.type === type);

export const isTrue = (condition: PropertyMap | undefined): boolean => condition?.status === "True";

/** `[Reason] message` of a condition; undefined when one of them is missing. */
export function conditionText(condition: PropertyMap | undefined): string | undefined {
  const reason = textAt(condition, "reason");
  const message = textAt(condition, "message");
  return reason && message ? `[${reason}] ${message}` : undefined;
}

/** Those of the objects that the owner owns directly. */
export const ownedBy = (owner: KubernetesObject, objects: KubernetesObject[] = []): KubernetesObject[] =>
  objects.filter((object) =>
    mapsAt(object, "metadata", "ownerReferences").some((reference) => reference.uid === uidOf(owner)),
  );

/** True when the object's controller has observed its current specification. */
export const isObserved = (object: KubernetesObject): boolean =>
  (numberAt(object, "status", "observedGeneration") ?? 0) >=
  (numberAt(object, "metadata", "generation") ?? 0);

/** `namespace/name`, or `name` in the namespace `default`. */
export function shortName(object: KubernetesObject): string {
  const namespace = namespaceOf(object);
  return namespace === "" || namespace === "default" ? nameOf(object) : `${namespace}/${nameOf(object)}`;
}
