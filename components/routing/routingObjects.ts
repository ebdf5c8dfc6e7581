import { foundExpected } from "../../lib/problemText";
import { didYouMean } from "../../lib/suggest";
import type { Mesh } from "../meshes";
import { catalog, routeProblem, versionsOf, type RouteName } from "./catalog";
import { destinationPolicy, routeRule } from "./classic/render";
import { serviceObjects } from "./current/render";
import type { RoutingObject } from "./kinds";

/** The mesh and namespaces of ready-made rules. */
export interface RoutesContext {
  /** Selects the kinds of the classic mesh or of the current mesh. Default `classic`. */
  istio?: Mesh;
  /** Namespace of Bookinfo. Default `default`. */
  namespace?: string;
  /** Namespace of the control plane. Default `istio-system`. */
  meshNamespace?: string;
}

/**
 * Returns the objects of ready-made rules, dependencies first. If two rules define the same part (`all-v1` and
 * `reviews-50-v3` both define `reviews-default`), the later one in the list applies.
 * @throws Error if a name is unknown or the mesh does not support the rule
 */
export function routingObjects(names: readonly string[], context: RoutesContext = {}): RoutingObject[] {
  const { istio = "classic", namespace = "default", meshNamespace = "istio-system" } = context;
  const entries = names.map((name) => {
    const problem = routeProblem(name, istio);
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
  if (istio === "classic") {
    const mixer = entries.flatMap((entry) => entry.mixer?.(meshNamespace) ?? []);
    return [
      ...requests.map((rule) => routeRule(rule, namespace)),
      ...balancing.map((rule) => destinationPolicy(rule, namespace)),
      ...lastOfEach(mixer, ({ kind, metadata }) => `${kind} ${metadata.name}`),
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

/** Keeps the last item of each key, in the order in which the keys first appear. */
function lastOfEach<Item>(items: readonly Item[], key: (item: Item) => string): Item[] {
  return [...new Map(items.map((item) => [key(item), item])).values()];
}
