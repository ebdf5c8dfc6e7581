import { isPropertyMap, removeSecrets, type PropertyMap } from "../../../protocol/values";
import { apiVersionOf, textAt } from "../../../../lib/clients/kubernetes/object";
import { without, type KubernetesObject } from "../object";
import { withStateKeys } from "./extensionKeys";
import { markLike, markSecretData } from "./secrets";

/** A resource's state in the format of the official provider, so that both can continue it. */
export interface Checkpoint {
  /** The inputs of the last create or update, without secrets. */
  inputs: KubernetesObject;
  /** The live object, without secrets. */
  live: KubernetesObject;
  fieldManager?: string;
  /** The apiVersion that the object was created with. */
  initialApiVersion?: string;
}

/** A state's outputs: the live object's properties, `__inputs`, `__initialApiVersion` and `__fieldManager`. */
export function toOutputs(checkpoint: Checkpoint, marked: PropertyMap): PropertyMap {
  const inputs = markLike(withStateKeys(checkpoint.inputs), marked);
  const live = markSecretData(markLike(withStateKeys(checkpoint.live), marked));
  return {
    ...live,
    __inputs: inputs,
    __initialApiVersion: checkpoint.initialApiVersion ?? apiVersionOf(checkpoint.inputs),
    ...(checkpoint.fieldManager === undefined ? {} : { __fieldManager: checkpoint.fieldManager }),
  };
}

/** The checkpoint in a state's outputs, without secret marks. */
export function fromOutputs(outputs: PropertyMap): Checkpoint {
  const plain = removeSecrets(outputs) as PropertyMap;
  return {
    inputs: isPropertyMap(plain.__inputs) ? plain.__inputs : {},
    live: without(plain, "__inputs", "__initialApiVersion", "__fieldManager"),
    fieldManager: textAt(plain, "__fieldManager"),
    initialApiVersion: textAt(plain, "__initialApiVersion"),
  };
}
