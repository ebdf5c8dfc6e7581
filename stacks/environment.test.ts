import type { PlannedComponent, PlannedObject } from "../components/objects";
import { parseStackConfig } from "./config/parse";
import { environment } from "./environment";

/** What exists before an object: what it depends on, directly or through others. */
function before(planned: PlannedObject, componentOf: Map<PlannedObject, PlannedComponent>): PlannedObject[] {
  const { objectsWait = false, dependsOn = [] } = componentOf.get(planned)!;
  const direct = objectsWait && planned.dependsOn.length === 0 ? dependsOn : planned.dependsOn;
  return [...direct, ...direct.flatMap((needed) => before(needed, componentOf))];
}

test.each(
  (
    [
      ["0.2.12", "simulated"],
      ["1.31.4", "simulated"],
      ["1.31.4", "real"],
    ] as const
  ).flatMap(([version, nodes]) =>
    ["default", "books", "istio-system"].map((namespace) => [version, nodes, namespace] as const),
  ),
)(
  "every object comes after its namespace with Istio %s, %s nodes and Bookinfo in %s",
  (version, nodes, namespace) => {
    const raw = {
      cluster: { driver: "embedded", nodes },
      mesh: { version },
      bookinfo: { namespace },
      routes: ["reviews-default"],
    };
    const components = environment(parseStackConfig(raw));
    const objects = components.flatMap((component) => component.objects);
    const componentOf = new Map(components.flatMap((each) => each.objects.map((object) => [object, each])));
    const namespaces = objects.filter(({ object }) => object.kind === "Namespace");
    expect(namespaces).toHaveLength(namespace === "books" ? 2 : 1);
    const unordered = objects.filter((planned) => {
      const own = namespaces.find(({ object }) => object.metadata.name === planned.object.metadata.namespace);
      const isAfter = own && before(planned, componentOf).includes(own);
      return own && !(isAfter && objects.indexOf(planned) > objects.indexOf(own));
    });
    expect(unordered.map(({ name }) => name)).toEqual([]);
  },
);
