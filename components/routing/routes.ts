import * as pulumi from "@pulumi/pulumi";
import { foundExpected } from "../../lib/problemText";
import { didYouMean } from "../../lib/suggest";
import type { Generation } from "../generation";
import { catalog, routeProblem, versionsOf, type RouteName } from "./catalog";
import { destinationPolicy, routeRule } from "./classic/render";
import { classicClasses } from "./classic/resources";
import { serviceObjects } from "./current/render";
import { currentClasses } from "./current/resources";
import { requireValid, type RoutingKind, type RoutingObject } from "./objects";
import type { RoutingArgs, RoutingClasses } from "./resource";

/** Where ready-made rules go. */
export interface RoutesContext {
  /** The generation of Istio in whose objects they are written. Default `classic`. */
  generation?: Generation;
  /** Namespace of Bookinfo. Default `default`. */
  namespace?: string;
  /** Namespace of the control plane. Default `istio-system`. */
  meshNamespace?: string;
}

/**
 * The objects of ready-made rules, each after those that it needs. Where two rules have a part of the same name, it
 * is there once, as the later name in the list says it (`all-v1`, then `reviews-50-v3`, as the sample's walk-through
 * has it).
 * @throws Error when a name is unknown, with the nearest known one, or when the generation does not have the rule
 */
export function routingObjects(names: readonly string[], context: RoutesContext = {}): RoutingObject[] {
  const { generation = "classic", namespace = "default", meshNamespace = "istio-system" } = context;
  const entries = names.map((name) => {
    const problem = routeProblem(name, generation);
    if (problem !== undefined) {
      const { expected, known = [] } = problem;
      throw new Error(`routes: ${foundExpected(name, expected, didYouMean(name, known))}`);
    }
    return catalog[name as RouteName];
  });
  const requests = lastOfEach(
    entries.flatMap((entry) => entry.requests ?? []),
    ({ name }) => name,
  );
  const balancing = lastOfEach(
    entries.flatMap((entry) => entry.balancing ?? []),
    ({ name }) => name,
  );
  if (generation === "classic") {
    const mixer = entries.flatMap((entry) => entry.mixer?.(meshNamespace) ?? []);
    return [
      ...requests.map((rule) => routeRule(rule, namespace)),
      ...balancing.map((rule) => destinationPolicy(rule, namespace)),
      ...lastOfEach(mixer, ({ kind, name }) => `${kind} ${name}`),
    ];
  }
  const services = new Set([...requests, ...balancing].map(({ service }) => service));
  return [...services].flatMap((service) => {
    const ofService = (rule: { service: string }): boolean => rule.service === service;
    const rules = {
      service,
      requests: requests.filter(ofService),
      balancing: balancing.filter(ofService),
      versions: versionsOf(service),
    };
    return serviceObjects(rules, namespace);
  });
}

/**
 * The ready-made rules that a stack lists by name. Every object is registered under its own name, whichever rule
 * it is of, so that one more name creates or updates exactly that rule's objects and one less undoes that.
 */
export class Routes extends pulumi.ComponentResource {
  /**
   * @throws Error when a name is unknown, with the nearest known one, or when the generation does not have the rule;
   *   nothing is registered then
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
    // A route leads to subsets, which are to be there before it and to go after it.
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
 * Registers the ready-made rules of these names.
 * @param opts for the kubernetes provider and for what has to be there first (the definitions of Istio's kinds)
 * @throws Error when a name is unknown, with the nearest known one, or when the generation does not have the rule;
 *   nothing is registered then
 */
export function registerRoutes(
  names: readonly string[],
  context: RoutesContext = {},
  opts: pulumi.ComponentResourceOptions = {},
): Routes {
  return new Routes("routes", { names, ...context }, opts);
}

const classes: RoutingClasses<RoutingKind> = { ...classicClasses, ...currentClasses };

function register<Kind extends RoutingKind>(
  object: { kind: Kind; name: string; namespace: string; spec: unknown },
  opts: pulumi.CustomResourceOptions,
): pulumi.Resource {
  const { kind, name, namespace, spec } = object;
  return new classes[kind](name, { metadata: { name, namespace }, spec } as RoutingArgs<Kind>, opts);
}

/** The last item of each key, in the order in which the keys came first. */
function lastOfEach<Item>(items: readonly Item[], key: (item: Item) => string): Item[] {
  return [...new Map(items.map((item) => [key(item), item])).values()];
}
