import type { PropertyMap } from "../../protocol/values";
import type { ResourceState } from "../model/state";
import type { URN } from "../model/urn";
import { NotSupportedError } from "./messages";

/** The package of what the engine itself serves. */
export const BUILTIN_PACKAGE = "pulumi";

/**
 * A function of the engine's own: `pulumi:pulumi:getResource`, by which an SDK turns a reference to a resource of this
 * deployment into the resource.
 * @param stateOf the state of a resource that has been registered in this deployment
 * @throws NotSupportedError for any other function; an error when the resource has not been registered
 */
export function invokeBuiltin(
  token: string,
  args: PropertyMap,
  stateOf: (urn: URN) => ResourceState | undefined,
): PropertyMap {
  if (token !== "pulumi:pulumi:getResource") throw new NotSupportedError(`the built-in function ${token}`);
  const { urn } = args;
  if (typeof urn !== "string")
    throw new Error(`${token} needs the argument urn, a text; it has ${JSON.stringify(Object.keys(args))}`);
  const state = stateOf(urn);
  if (!state)
    throw new Error(
      `unknown resource '${urn}': a reference can be followed once its resource has been registered in this update`,
    );
  return { urn, id: state.id ?? "", state: state.outputs };
}
