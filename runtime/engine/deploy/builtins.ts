import type { PropertyMap } from "../../protocol/values";
import type { ResourceState } from "../model/state";
import type { URN } from "../model/urn";
import { NotSupportedError } from "./messages";

/** The package of the engine's built-in functions and resources. */
export const BUILTIN_PACKAGE = "pulumi";

/**
 * Calls `pulumi:pulumi:getResource`, with which an SDK resolves a reference to a resource of this deployment.
 * @param stateOf the state of a resource that is registered in this deployment
 * @throws NotSupportedError for any other function; Error when the resource is not registered
 */
export function invokeBuiltin(
  token: string,
  args: PropertyMap,
  stateOf: (urn: URN) => ResourceState | undefined,
): PropertyMap {
  if (token !== "pulumi:pulumi:getResource") throw new NotSupportedError(`the built-in function ${token}`);
  const { urn } = args;
  if (typeof urn !== "string")
    throw new Error(
      `${token}: found the arguments ${JSON.stringify(Object.keys(args))}; expected urn, a string.`,
    );
  const state = stateOf(urn);
  if (!state)
    throw new Error(
      `unknown resource '${urn}': a reference can only be resolved after its resource is registered in this update`,
    );
  return { urn, id: state.id ?? "", state: state.outputs };
}
