import { apiVersionOf } from "../../../../lib/clients/kubernetes/object";
import { deepEquals, isPropertyMap, type PropertyMap, type PropertyValue } from "../../../protocol/values";
import { isBuiltIn } from "../../../../lib/clients/kubernetes/builtInTypes";
import { copyOf, without, type KubernetesObject } from "../object";

/**
 * The inputs that would produce the live object: the program's inputs, with the live value wherever it differs from
 * the recorded one. A value that the server stores in another form (`0.1` as `100m`) has not changed.
 * @param inputs the program's last inputs
 * @param recorded the live object in the state
 * @param live the current live object
 */
export function liveInputs(
  inputs: KubernetesObject,
  recorded: KubernetesObject,
  live: KubernetesObject,
): KubernetesObject {
  return (pruned(inputs, recorded, live) ?? {}) as KubernetesObject;
}

function pruned(
  input: PropertyValue,
  recorded: PropertyValue | undefined,
  live: PropertyValue | undefined,
): PropertyValue | undefined {
  if (live === undefined) return recorded === undefined ? input : undefined;
  if (recorded !== undefined && deepEquals(recorded, live)) return input;
  if (isPropertyMap(input) && isPropertyMap(live)) {
    const known = isPropertyMap(recorded) ? recorded : {};
    const result: PropertyMap = {};
    for (const [key, value] of Object.entries(input)) {
      const kept = pruned(value, known[key], live[key]);
      if (kept !== undefined) result[key] = kept;
    }
    return result;
  }
  if (Array.isArray(input) && Array.isArray(live)) {
    const known = Array.isArray(recorded) ? recorded : [];
    if (live.length !== known.length) return live.map((element, i) => shaped(input[i], element));
    return input.map((element, i) => pruned(element, known[i], live[i]) ?? null);
  }
  return live;
}

/** The live value, reduced to the keys of the input. */
function shaped(input: PropertyValue | undefined, live: PropertyValue): PropertyValue {
  if (!isPropertyMap(input) || !isPropertyMap(live)) return live;
  const keys = Object.keys(input).filter((key) => live[key] !== undefined);
  return Object.fromEntries(keys.map((key) => [key, shaped(input[key], live[key]!)]));
}

/** Fields that only the server writes. */
const SERVER_METADATA = [
  "creationTimestamp",
  "generation",
  "managedFields",
  "resourceVersion",
  "selfLink",
  "uid",
];
const SERVER_ANNOTATIONS = [
  "deployment.kubernetes.io/revision",
  "kubectl.kubernetes.io/last-applied-configuration",
];

/**
 * Inputs for an object that the program reads or imports: the object without its status and without fields that only the
 * server writes. The official plugin knows the fields of built-in kinds only.
 * @param identity the inputs with the type and the name alone, which are those of an object of another kind
 */
export function importedInputs(live: KubernetesObject, identity: KubernetesObject): KubernetesObject {
  if (!isBuiltIn(apiVersionOf(live))) return identity;
  const rest = without(copyOf(live), "status");
  const metadata = isPropertyMap(rest.metadata) ? rest.metadata : {};
  for (const key of SERVER_METADATA) delete metadata[key];
  if (isPropertyMap(metadata.annotations)) {
    for (const key of SERVER_ANNOTATIONS) delete metadata.annotations[key];
  }
  return rest;
}
