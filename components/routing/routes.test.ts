import * as pulumi from "@pulumi/pulumi";
import * as fc from "fast-check";
import { meshes } from "../meshes";
import { catalog, meshesOf, routeNames, routeProblem, type RouteName } from "./catalog";
import { classicApiVersion, currentApiVersion } from "./kinds";
import { planRoutes } from "./plan";
import { RoutingError } from "./problems";
import { RouteRule, VirtualService } from "./resources";
import { Routes } from "./routes";
import { userCookie } from "./rules";
import { routingObjects, type RoutesContext } from "./routingObjects";
import { specWarnings, validateSpec } from "./validate";

const registered: string[] = [];

beforeAll(() =>
  pulumi.runtime.setMocks({
    newResource: ({ type, name, inputs }) => {
      registered.push(`${type} ${name}`);
      return { id: name, state: inputs as object };
    },
    call: () => ({}),
  }),
);
beforeEach(() => void registered.splice(0));

const plan = (names: readonly string[], context: RoutesContext = {}) =>
  planRoutes("routes", { names, ...context }).objects;

const specOf = (names: readonly RouteName[], kind: string, name: string, context: RoutesContext = {}) =>
  routingObjects(names, context).find((object) => object.kind === kind && object.metadata.name === name)
    ?.spec;

describe.each(meshes)("%s", (istio) => {
  const names = routeNames.filter((name) => meshesOf(name).includes(istio));

  test("every ready-made rule is valid and has a description", () => {
    for (const name of names) {
      expect(catalog[name].description).toMatch(/^[A-Z].*\.$/);
      const found = routingObjects([name], { istio, namespace: "shop", meshNamespace: "mesh" });
      expect(found.length).toBeGreaterThan(0);
      for (const { kind, metadata, spec } of found) {
        expect(validateSpec(kind, spec as never)).toEqual([]);
        expect(specWarnings(kind, spec as never)).toEqual([]);
        expect(["shop", "mesh"]).toContain(metadata.namespace);
        expect(JSON.stringify(spec) ?? "").not.toContain("istio-system");
      }
    }
  });

  test("any selection is valid and contains each object once", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...names), { maxLength: 8 }), (selection) => {
        const found = routingObjects(selection, { istio });
        const identities = found.map(
          ({ kind, metadata: { name, namespace } }) => `${kind} ${namespace}/${name}`,
        );
        expect(new Set(identities).size).toBe(identities.length);
        for (const { kind, spec } of found) expect(validateSpec(kind, spec as never)).toEqual([]);
      }),
    );
  });

  test("rejects an unknown name with a suggestion before registering anything", () => {
    expect(() => new Routes("routes", { names: ["all-v1", "review-default"], istio })).toThrow(
      /^routes: found "review-default"; expected one of all-v1, .*\. Did you mean reviews-default\?$/,
    );
    expect(() => routingObjects(["constructor"], { istio })).toThrow(/found "constructor"/);
    expect(registered).toEqual([]);
  });
});

test("rejects Mixer rules in the current mesh with the reason", () => {
  const mixer = ["ratings-denial", "ratings-ratelimit", "additional-telemetry"];
  expect(routeNames.filter((name) => !meshesOf(name).includes("current"))).toEqual(mixer);
  for (const name of mixer) {
    expect(routeProblem(name, "classic")).toBeUndefined();
    expect(routeProblem(name, "current")).toEqual({
      expected:
        "one of all-v1, reviews-default, reviews-50-v3, reviews-test-v2, ratings-test-delay, ratings-test-abort, " +
        `destination-policy-reviews (${name} is a Mixer rule, which requires mesh.version: 0.2.12)`,
    });
    expect(() => new Routes("routes", { names: ["all-v1", name], istio: "current" })).toThrow(/Mixer rule/);
  }
  expect(registered).toEqual([]);
});

test("classic: the later of two rules defines a shared object", () => {
  const of = (...names: string[]) => routingObjects(names).map(({ metadata, spec }) => [metadata.name, spec]);
  expect(of("all-v1", "reviews-default")).toEqual(of("all-v1"));
  const replaced = routingObjects(["all-v1", "reviews-50-v3"]);
  expect(replaced).toHaveLength(4);
  expect(replaced.find(({ metadata }) => metadata.name === "reviews-default")!.spec).toEqual(
    routingObjects(["reviews-50-v3"])[0]!.spec,
  );
});

test("classic: registers exactly the objects of a rule, under their own names", () => {
  expect(plan([])).toEqual([]);
  expect(plan(["reviews-default"], { namespace: "shop" })).toEqual([
    {
      name: "reviews-default",
      object: {
        apiVersion: classicApiVersion,
        kind: "RouteRule",
        metadata: { name: "reviews-default", namespace: "shop" },
        spec: { destination: { name: "reviews" }, precedence: 1, route: [{ labels: { version: "v1" } }] },
      },
      dependsOn: [],
    },
  ]);
});

describe("current: rules of a service are combined", () => {
  const current: RoutesContext = { istio: "current" };
  const to = (subset: string, weight?: number) => ({
    destination: { host: "reviews", subset },
    ...(weight !== undefined && { weight }),
  });
  const ofJason = [
    { headers: { "end-user": { exact: "jason" } } },
    { headers: { cookie: { regex: "^(.*?; *)?(user=jason)(;.*)?$" } } },
  ];
  const subset = (name: string) => ({ name, labels: { version: name } });

  test("a rule for all users, with the subsets of all versions", () => {
    expect(specOf(["reviews-50-v3"], "VirtualService", "reviews", current)).toEqual({
      hosts: ["reviews"],
      http: [{ name: "reviews-default", route: [to("v1", 50), to("v3", 50)] }],
    });
    for (const name of ["reviews-default", "reviews-50-v3"] as const) {
      expect(specOf([name], "DestinationRule", "reviews", current)).toEqual({
        host: "reviews",
        subsets: [subset("v1"), subset("v2"), subset("v3")],
      });
    }
  });

  test("a rule for one user ends with a route to all versions", () => {
    expect(specOf(["reviews-test-v2"], "VirtualService", "reviews", current)).toEqual({
      hosts: ["reviews"],
      http: [
        { name: "reviews-test-v2", match: ofJason, route: [to("v2")] },
        { route: [{ destination: { host: "reviews" } }] },
      ],
    });
  });

  test.each<RouteName[][]>([
    [["reviews-test-v2", "all-v1", "reviews-50-v3"]],
    [["all-v1", "reviews-50-v3", "reviews-test-v2"]],
  ])("%j: routes for the user come first, then the last rule for all users", (names) => {
    expect(specOf(names, "VirtualService", "reviews", current)).toEqual({
      hosts: ["reviews"],
      http: [
        { name: "reviews-test-v2", match: ofJason, route: [to("v2")] },
        { name: "reviews-default", route: [to("v1", 50), to("v3", 50)] },
      ],
    });
  });

  test("faults", () => {
    const http = (specOf(
      ["ratings-test-delay", "ratings-test-abort"],
      "VirtualService",
      "ratings",
      current,
    ) as { http: object[] } | undefined)!.http;
    const route = [{ destination: { host: "ratings", subset: "v1" } }];
    const percentage = { value: 100 };
    expect(http).toEqual([
      {
        name: "ratings-test-abort",
        match: ofJason,
        fault: { abort: { percentage, httpStatus: 500 } },
        route,
      },
      {
        name: "ratings-test-delay",
        match: ofJason,
        fault: { delay: { percentage, fixedDelay: "7s" } },
        route,
      },
      { route: [{ destination: { host: "ratings" } }] },
    ]);
  });

  test("load balancing is set in the same DestinationRule, without a VirtualService", () => {
    const trafficPolicy = { loadBalancer: { simple: "RANDOM" } };
    expect(routingObjects(["destination-policy-reviews"], current).map(({ kind }) => kind)).toEqual([
      "DestinationRule",
    ]);
    expect(
      specOf(["reviews-default", "destination-policy-reviews"], "DestinationRule", "reviews", current),
    ).toEqual({ host: "reviews", trafficPolicy, subsets: [subset("v1"), subset("v2"), subset("v3")] });
  });

  test("no selection sets a TLS mode or routes to a missing subset", () => {
    const names = routeNames.filter((name) => meshesOf(name).includes("current"));
    fc.assert(
      fc.property(fc.subarray(names, { minLength: 1 }), (selection) => {
        const found = JSON.stringify(routingObjects(selection, current));
        expect(found).not.toMatch(/"tls"|"mode"/);
        const subsets = new Map<string, string[]>();
        for (const { kind, spec } of routingObjects(selection, current)) {
          if (kind === "DestinationRule")
            subsets.set(
              spec.host,
              (spec.subsets ?? []).map(({ name }) => name),
            );
          if (kind !== "VirtualService") continue;
          const destinations = spec.http!.flatMap(({ route }) =>
            route!.map(({ destination }) => destination),
          );
          for (const { host, subset } of destinations) {
            if (subset !== undefined) expect(subsets.get(host)).toContain(subset);
          }
          // The last route matches all remaining requests.
          expect(spec.http!.at(-1)).not.toHaveProperty("match");
          expect(spec.http!.slice(0, -1).every(({ match }) => match !== undefined)).toBe(true);
        }
      }),
    );
  });

  test("registers routes after the subsets that they use", () => {
    const [subsets, routes, ...others] = plan(["reviews-test-v2"], { ...current, namespace: "shop" });
    const metadata = { name: "reviews", namespace: "shop" };
    expect(subsets).toMatchObject({
      name: "reviews",
      object: { apiVersion: currentApiVersion, kind: "DestinationRule", metadata },
      dependsOn: [],
    });
    expect(routes).toMatchObject({
      name: "reviews",
      object: { apiVersion: currentApiVersion, kind: "VirtualService", metadata },
    });
    expect(routes!.dependsOn).toEqual([subsets]);
    expect(others).toEqual([]);
  });
});

describe("userCookie", () => {
  const classic = new RegExp(userCookie("jason"));
  const current = new RegExp(userCookie("jason", " *"));

  test.each([
    ["user=jason", true, true],
    ["session=x;user=jason;a=b", true, true],
    ["session=x; user=jason; a=b", false, true],
    ["user=jasonx", false, false],
    ["xuser=jason", false, false],
    ["a=user=jason", false, false],
    ["user=x; a=b", false, false],
  ])("%s", (cookie, inClassic, inCurrent) => {
    expect(classic.test(cookie)).toBe(inClassic);
    expect(current.test(cookie)).toBe(inCurrent);
  });

  test("matches any user name literally", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."ab.*+?()[]{}|^$\\") }), (user) => {
        expect(new RegExp(userCookie(user)).test(`user=${user}`)).toBe(true);
        expect(new RegExp(userCookie(user)).test(`user=${user}x`)).toBe(false);
      }),
    );
  });
});

test("rejects an invalid rule before registering it", () => {
  const wrong = () => new RouteRule("mine", { spec: { destination: { name: "a" }, route: [{ weight: 5 }] } });
  expect(wrong).toThrow(RoutingError);
  expect(wrong).toThrow(
    "RouteRule mine is invalid:\n  spec.route: found 5; expected weights that add up to 100.",
  );
  const host = () => new VirtualService("mine", { spec: { hosts: ["*"], http: [{ redirect: {} }] } });
  expect(host).toThrow(RoutingError);
  expect(host).toThrow(
    /^VirtualService mine is invalid:\n  spec.http\[0\].redirect: .*\n  spec.hosts\[0\]: /,
  );
  expect(registered).toEqual([]);
});
