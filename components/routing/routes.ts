import * as pulumi from "@pulumi/pulumi";
import { distance } from "fastest-levenshtein";
import { catalog, routeNames, type CatalogContext } from "./catalog";
import { requireValid, type RoutingKind, type RoutingObject } from "./objects";
import { routingClasses, type RoutingArgs } from "./resources";

/** Where ready-made rules go. */
export interface RoutesContext {
  /** Namespace of Bookinfo. Default `default`. */
  namespace?: string;
  /** Namespace of the control plane. Default `istio-system`. */
  meshNamespace?: string;
}

/**
 * The objects of ready-made rules. Where two rules have an object in common, it is there once, as the later name
 * in the list says it (`all-v1`, then `reviews-50-v3`, as the sample's walk-through has it).
 * @throws Error when a name is unknown, with the nearest known one
 */
export function routingObjects(names: readonly string[], context: RoutesContext = {}): RoutingObject[] {
  const where: CatalogContext = {
    namespace: context.namespace ?? "default",
    meshNamespace: context.meshNamespace ?? "istio-system",
  };
  const objects = new Map<string, RoutingObject>();
  for (const name of names) {
    if (!Object.hasOwn(catalog, name)) throw new Error(unknownName(name));
    for (const object of catalog[name]!.objects(where)) objects.set(identity(object), object);
  }
  return [...objects.values()];
}

/**
 * The ready-made rules that a stack lists by name. Every object is registered under its own name, whichever rule
 * it is of, so that one more name creates exactly that rule's objects and one less deletes them.
 */
export class Routes extends pulumi.ComponentResource {
  /**
   * @throws Error when a name is unknown, with the nearest known one; nothing is registered then
   */
  constructor(
    name: string,
    args: RoutesContext & { names: readonly string[] },
    opts: pulumi.ComponentResourceOptions = {},
  ) {
    const objects = routingObjects(args.names, args);
    for (const object of objects)
      requireValid(object.kind, `${object.namespace}/${object.name}`, object.spec);
    super("meshstack:routing:Routes", name, {}, opts);
    for (const object of objects) register(object, { parent: this, dependsOn: opts.dependsOn });
    this.registerOutputs();
  }
}

/**
 * Registers the ready-made rules of these names.
 * @param opts for the kubernetes provider and for what has to be there first (the definitions of Istio's kinds)
 * @throws Error when a name is unknown, with the nearest known one; nothing is registered then
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
): void {
  const { kind, name, namespace, spec } = object;
  new routingClasses[kind](name, { metadata: { name, namespace }, spec } as RoutingArgs<Kind>, opts);
}

function identity({ kind, namespace, name }: RoutingObject): string {
  return `${kind} ${namespace}/${name}`;
}

function unknownName(name: string): string {
  const nearest = routeNames.reduce((best, next) =>
    distance(name, next) < distance(name, best) ? next : best,
  );
  return `There is no ready-made rule ${JSON.stringify(name)}; the nearest is ${nearest}. All: ${routeNames.join(", ")}.`;
}
