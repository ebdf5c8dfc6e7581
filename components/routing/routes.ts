import * as pulumi from "@pulumi/pulumi";
import type { RoutingKind } from "./kinds";
import { requireValid } from "./validate";
import { RoutingResource, type RoutingArgs } from "./resources";
import { routingObjects, type RoutesContext } from "./routingObjects";

/**
 * The ready-made rules that a stack lists by name. Every object has its own logical name, so adding or removing a
 * rule affects only the objects of that rule.
 */
export class Routes extends pulumi.ComponentResource {
  /** @throws Error before anything is registered if a name is unknown or the mesh does not support the rule */
  constructor(
    name: string,
    args: RoutesContext & { names: readonly string[] },
    opts: pulumi.ComponentResourceOptions = {},
  ) {
    const objects = routingObjects(args.names, args);
    for (const object of objects)
      requireValid(object.kind, `${object.namespace}/${object.name}`, object.spec);
    super("meshstack:routing:Routes", name, {}, opts);
    // A VirtualService refers to subsets, which must exist before it and be deleted after it.
    const destinationRules = new Map<string, pulumi.Resource>();
    for (const object of objects) {
      const needed = destinationRules.get(object.name);
      const dependsOn = needed === undefined ? opts.dependsOn : [needed];
      const resource = register(object, { parent: this, dependsOn });
      if (object.kind === "DestinationRule") destinationRules.set(object.name, resource);
    }
    this.registerOutputs();
  }
}

/**
 * Registers the ready-made rules with these names.
 * @param opts with the Kubernetes provider, and dependencies such as the definitions of Istio's kinds
 * @throws Error before anything is registered if a name is unknown or the mesh does not support the rule
 */
export function registerRoutes(
  names: readonly string[],
  context: RoutesContext = {},
  opts: pulumi.ComponentResourceOptions = {},
): Routes {
  return new Routes("routes", { names, ...context }, opts);
}

function register<Kind extends RoutingKind>(
  object: { kind: Kind; name: string; namespace: string; spec: unknown },
  opts: pulumi.CustomResourceOptions,
): pulumi.Resource {
  const { kind, name, namespace, spec } = object;
  return new RoutingResource(kind, name, { metadata: { name, namespace }, spec } as RoutingArgs<Kind>, opts);
}
