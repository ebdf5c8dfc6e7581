import { deepEquals, type PropertyValue } from "../../protocol/values";
import type { ResourceState } from "../model/state";

/**
 * True when two states have the same checkpoint. Every field counts, so that a field which is added later counts too.
 * An absent field equals an empty one, and the order of dependencies has no meaning.
 */
export function sameState(a: ResourceState, b: ResourceState): boolean {
  const fields = Object.keys({ ...a, ...b }) as (keyof ResourceState)[];
  return fields.every((field) => deepEquals(comparable(a, field), comparable(b, field)));
}

function comparable(state: ResourceState, field: keyof ResourceState): PropertyValue | undefined {
  switch (field) {
    case "inputs":
    case "outputs":
      return state[field];
    case "dependencies":
      return state.dependencies.toSorted();
    case "propertyDependencies":
      return Object.fromEntries(
        Object.entries(state.propertyDependencies).map(([key, urns]) => [key, urns.toSorted()]),
      );
    case "customTimeouts":
      return Object.fromEntries(Object.entries(state.customTimeouts ?? {}).filter(([, seconds]) => seconds));
    default:
      return isEmpty(state[field]) ? undefined : (state[field] as PropertyValue);
  }
}

const isEmpty = (value: unknown): boolean =>
  !value || (typeof value === "object" && Object.keys(value).length === 0);
