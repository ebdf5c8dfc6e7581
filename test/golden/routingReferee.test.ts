import * as fc from "fast-check";
import { meshesOf, routeNames } from "../../components/routing/catalog";
import { routingObjects } from "../../components/routing/routingObjects";
import type { CurrentSpecs } from "../../components/routing/kinds";
import type { Problem } from "../../components/routing/problems";
import { validateSpec } from "../../components/routing/validate";
import { describeWith, istioProgram } from "../live/istioPrograms";
import { examples, seed } from "../support/referee/examples";
import { arbitrarySpecs } from "../support/routing/arbitrarySpecs";
import {
  completeDestinationRule,
  completeGateway,
  completeVirtualService,
} from "../support/routing/completeSpecs";
import { mutatedSpecs, valueAt } from "../support/routing/mutatedSpecs";
import { routingDeviations } from "./deviations/routing";
import { istioctlErrors } from "./istioctlValidate";

/* The validation of routing specs against `istioctl validate`: this many examples of each kind. */
const runs = examples(500);

type Kind = keyof CurrentSpecs;

const complete: { [K in Kind]: CurrentSpecs[K] } = {
  VirtualService: completeVirtualService,
  DestinationRule: completeDestinationRule,
  Gateway: completeGateway,
};

const istioctl = istioProgram("istioctl");

const problemsOf = (kind: Kind, spec: unknown): Problem[] => validateSpec(kind, spec as never);

/** Valid specs of a kind: the complete one, those of the ready-made rules, and generated ones. */
function validSpecs(kind: Kind): unknown[] {
  const names = routeNames.filter((name) => meshesOf(name).includes("current"));
  const objects = routingObjects(names, { istio: "current" });
  const generated = fc.sample(arbitrarySpecs[kind] as fc.Arbitrary<unknown>, { numRuns: 300, seed });
  const real = objects.filter((object) => object.kind === kind).map(({ spec }) => spec);
  // More often than its number, because it uses every field.
  const first = Array.from({ length: 100 }, () => complete[kind]);
  return [...first, ...real, ...generated].filter((spec) => problemsOf(kind, spec).length === 0);
}

/** What differs between both verdicts without a deviation. */
function unexplained(spec: unknown, ours: Problem[], theirs: string[]): string[] {
  if (ours.length > 0 && theirs.length > 0) return [];
  return [
    ...ours
      .filter((problem) => {
        const found = valueAt(spec, problem.path);
        return !routingDeviations.some(({ explains }) => explains(problem, found));
      })
      .map(({ path, message }) => `only here: ${path}: ${message}`),
    ...theirs.map((error) => `only istioctl: ${error}`),
  ];
}

describeWith(istioctl)("istioctl validate", () => {
  test.each(Object.keys(complete) as Kind[])(
    "has the same verdict for generated and mutated specs: %s",
    (kind) => {
      const specs = fc.sample(mutatedSpecs(validSpecs(kind)), { numRuns: runs, seed });
      const theirs = istioctlErrors(
        istioctl!,
        specs.map((spec) => ({ kind, spec })),
      );
      const ours = specs.map((spec) => problemsOf(kind, spec));
      const differences = specs.flatMap((spec, index) => {
        const found = unexplained(spec, ours[index]!, theirs[index]!);
        return found.length === 0 ? [] : [{ seed, found, spec: JSON.stringify(spec) }];
      });
      expect(differences.slice(0, 20)).toEqual([]);
      // The comparison is worth something only if both verdicts occur often.
      const accepted = ours.filter((problems) => problems.length === 0).length;
      expect(accepted).toBeGreaterThan(runs / 10);
      expect(runs - accepted).toBeGreaterThan(runs / 10);
    },
    600_000,
  );

  const route = [{ destination: { host: "a" } }];
  const service = (fields: object): unknown => ({ hosts: ["a"], http: [{ route, ...fields }] });
  const policy = (trafficPolicy: object): unknown => ({ host: "a", trafficPolicy });

  const needed: Record<string, [kind: Kind, spec: unknown]> = {
    "upper-case-names": ["DestinationRule", { host: "Reviews" }],
    "names-of-kubernetes": ["Gateway", { ...completeGateway, selector: { app: "a b" } }],
    "later-gateways": ["VirtualService", { hosts: ["a"], gateways: ["a", "a/b/c"], http: [{ route }] }],
    "null-values": ["DestinationRule", { host: "a", exportTo: null }],
    "other-forms": ["VirtualService", service({ match: [{ port: "80" }] })],
    "empty-texts": ["VirtualService", service({ name: "" })],
    "missing-values": ["DestinationRule", policy({ tls: {} })],
    alternatives: [
      "DestinationRule",
      policy({ loadBalancer: { simple: "RANDOM", consistentHash: { useSourceIp: true } } }),
    ],
    "header-names": ["VirtualService", service({ headers: { request: { remove: ["x,a"] } } })],
    unimplemented: [
      "VirtualService",
      { hosts: ["a"], http: [{ redirect: { uri: "/", redirectCode: 300 } }] },
    ],
    "values-of-envoy": ["VirtualService", { hosts: ["a"], http: [{ directResponse: { status: 600 } }] }],
    "own-namespace": [
      "DestinationRule",
      { host: "a", exportTo: ["default"], workloadSelector: { matchLabels: { a: "b" } } },
    ],
  };

  test("requires every deviation", () => {
    expect(Object.keys(needed)).toEqual(routingDeviations.map(({ id }) => id));
    const theirs = istioctlErrors(
      istioctl!,
      Object.values(needed).map(([kind, spec]) => ({ kind, spec })),
    );
    expect(theirs.flat()).toEqual([]);
    for (const [id, [kind, spec]] of Object.entries(needed)) {
      const problems = problemsOf(kind, spec);
      const { explains } = routingDeviations.find((deviation) => deviation.id === id)!;
      expect({
        id,
        explained: problems.map((problem) => explains(problem, valueAt(spec, problem.path))),
      }).toEqual({
        id,
        explained: problems.length === 0 ? ["a problem"] : problems.map(() => true),
      });
    }
  });
});
