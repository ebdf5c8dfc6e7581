import type { PlannedObject } from "../../components/objects";

/** The direct and indirect dependencies of an object. */
function allDependencies({ dependsOn }: PlannedObject): Set<PlannedObject> {
  return new Set(dependsOn.flatMap((needed) => [needed, ...allDependencies(needed)]));
}

/** Expects that each object comes after its dependencies, which include the Namespace of an object in one. */
export function expectOrder(objects: readonly PlannedObject[]): void {
  expect(objects.some(({ object }) => object.metadata.namespace !== undefined)).toBe(true);
  for (const [index, planned] of objects.entries()) {
    const { metadata } = planned.object;
    for (const needed of planned.dependsOn) expect(objects.slice(0, index)).toContain(needed);
    if (metadata.namespace === undefined) continue;
    const namespaces = [...allDependencies(planned)].filter(({ object }) => object.kind === "Namespace");
    expect(namespaces.map(({ name }) => name)).toEqual([metadata.namespace]);
  }
}

/** The kinds of the direct and indirect dependencies of an object, sorted. */
export function kindsBefore(objects: readonly PlannedObject[], kind: string, name: string): string[] {
  const planned = objects.find((each) => each.object.kind === kind && each.name === name)!;
  return [...new Set([...allDependencies(planned)].map(({ object }) => object.kind))].sort();
}
