import { ObjectPlan, type PlannedComponent, type PlannedObject } from "../objects";
import { routingObjects, type RoutesContext } from "./routingObjects";
import { requireValid } from "./validate";

/** The arguments of ready-made rules. */
export interface RoutesArgs extends RoutesContext {
  /** The names of the rules. */
  names: readonly string[];
}

/**
 * The ready-made rules that a stack lists by name.
 * @throws Error if a name is unknown or the mesh does not support the rule
 */
export function planRoutes(name: string, { names, ...context }: RoutesArgs): PlannedComponent {
  const plan = new ObjectPlan();
  // A VirtualService refers to subsets, which must exist before it and be deleted after it.
  const destinationRules = new Map<string, PlannedObject>();
  for (const object of routingObjects(names, context)) {
    const { kind, metadata, spec } = object;
    requireValid(kind, `${metadata.namespace}/${metadata.name}`, spec);
    const needed = destinationRules.get(metadata.name);
    const planned = plan.addCustom(object, needed && [needed]);
    if (kind === "DestinationRule") destinationRules.set(metadata.name, planned);
  }
  return { type: "meshstack:routing:Routes", name, objects: plan.objects, objectsWait: true };
}
