import fc from "fast-check";
import { resourceState } from "../../../test/support/engine/resourceState";
import type { ResourceState } from "../model/state";
import { DependencyGraph, deletionWaves } from "./dependencyGraph";
import { deleteStep } from "./steps";

const state = (name: string, more: Partial<ResourceState> = {}): ResourceState =>
  resourceState(`urn:pulumi:s::p::t::${name}`, "t", more);
const urn = (name: string) => state(name).urn;

describe("DependencyGraph", () => {
  const provider = state("provider", { id: "1" });
  const a = state("a", { provider: `${provider.urn}::1` });
  const b = state("b", { propertyDependencies: { x: [a.urn] } });
  const child = state("child", { parent: b.urn });
  const owned = state("owned", { deletedWith: b.urn });
  const alone = state("alone");
  const graph = new DependencyGraph([provider, a, b, child, owned, alone]);
  const names = (list: Iterable<ResourceState>) =>
    [...list].map((resource) => resource.urn.split("::").pop());

  it("follows providers, properties, parents and deletedWith", () => {
    expect(names(graph.dependingOn(provider, new Set(), true))).toEqual(["a", "b", "child", "owned"]);
    expect(names(graph.dependingOn(provider, new Set(), false))).toEqual(["a", "b", "owned"]);
    expect(names(graph.dependingOn(provider, new Set([urn("b")]), true))).toEqual(["a"]);
    expect(names(graph.transitiveDependenciesOf(child)).sort()).toEqual(["a", "b", "provider"]);
  });

  it("deletes a resource after all its dependents", () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.nat({ max: 20 }), { maxLength: 4 }), { maxLength: 20 }), (needs) => {
        const resources = needs.map((list, i) =>
          state(`r${i}`, { dependencies: list.filter((n) => n < i).map((n) => urn(`r${n}`)) }),
        );
        const waves = deletionWaves(resources.map(deleteStep), new DependencyGraph(resources));
        expect(waves.flat()).toHaveLength(resources.length);
        const waveOf = new Map(waves.flatMap((wave, i) => wave.map((step) => [step.urn, i] as const)));
        for (const resource of resources)
          for (const needed of resource.dependencies)
            expect(waveOf.get(needed)!).toBeGreaterThan(waveOf.get(resource.urn)!);
      }),
    );
  });

  it("groups the deletions of a long chain in linear time", () => {
    const dependenciesOf = jest.spyOn(DependencyGraph.prototype, "dependenciesOf");
    const names = Array.from({ length: 500 }, (_, i) => `r${i}`);
    const chain = names.map((name, i) => state(name, { dependencies: i === 0 ? [] : [urn(`r${i - 1}`)] }));
    const waves = deletionWaves(chain.map(deleteStep), new DependencyGraph(chain));
    expect(waves.map((wave) => wave.map(({ urn }) => urn))).toEqual(
      names.map((name) => [urn(name)]).reverse(),
    );
    expect(dependenciesOf).toHaveBeenCalledTimes(chain.length);
    dependenciesOf.mockRestore();
  });
});
