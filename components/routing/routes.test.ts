import * as pulumi from "@pulumi/pulumi";
import { catalog, routeNames } from "./catalog";
import { routingApiVersion, validateSpec } from "./objects";
import { RouteRule } from "./resources";
import { registerRoutes, routingObjects } from "./routes";
import { RoutingError } from "./problems";

interface Registered {
  type: string;
  name: string;
  inputs: Record<string, unknown>;
}

const registered: Registered[] = [];
const objects = () => registered.filter(({ type }) => type.startsWith("kubernetes:"));

beforeAll(() =>
  pulumi.runtime.setMocks({
    newResource: ({ type, name, inputs }) => {
      registered.push({ type, name, inputs: inputs as Record<string, unknown> });
      return { id: name, state: inputs as object };
    },
    call: () => ({}),
  }),
);
beforeEach(() => void registered.splice(0));

const urnOf = (resource: pulumi.Resource) =>
  (resource.urn as unknown as { promise(): Promise<string> }).promise();

test("every ready-made rule is right, and says what it does", () => {
  for (const name of routeNames) {
    expect(catalog[name]!.description).toMatch(/^[A-Z].*\.$/);
    const found = routingObjects([name], { namespace: "shop", meshNamespace: "mesh" });
    expect(found.length).toBeGreaterThan(0);
    for (const { kind, namespace, spec } of found) {
      expect(validateSpec(kind, spec as never)).toEqual([]);
      expect(["shop", "mesh"]).toContain(namespace);
      expect(JSON.stringify(spec) ?? "").not.toContain("istio-system");
    }
  }
});

test("an object that two rules have is there once, as the later one says it", () => {
  const of = (...names: string[]) => routingObjects(names).map(({ name, spec }) => [name, spec]);
  expect(of("all-v1", "reviews-default")).toEqual(of("all-v1"));
  const replaced = routingObjects(["all-v1", "reviews-50-v3"]);
  expect(replaced).toHaveLength(4);
  expect(replaced.find(({ name }) => name === "reviews-default")!.spec).toEqual(
    routingObjects(["reviews-50-v3"])[0]!.spec,
  );
});

test("an unknown name is an error with the nearest, and nothing is registered", () => {
  expect(() => registerRoutes(["all-v1", "review-default"])).toThrow(
    /There is no ready-made rule "review-default"; the nearest is reviews-default\. All: all-v1, /,
  );
  expect(() => routingObjects(["constructor"])).toThrow(/no ready-made rule/);
  expect(registered).toEqual([]);
});

test("one name more is exactly that rule's objects more, under their own names", async () => {
  await urnOf(registerRoutes([]));
  expect(registered.map(({ name }) => name)).toEqual(["routes"]);
  registerRoutes(["reviews-default"], { namespace: "shop" });
  await new Promise((resolve) => setImmediate(resolve));
  await pulumi.runtime.disconnect();
  expect(objects()).toEqual([
    {
      type: `kubernetes:${routingApiVersion}:RouteRule`,
      name: "reviews-default",
      inputs: expect.objectContaining({
        apiVersion: routingApiVersion,
        kind: "RouteRule",
        metadata: { name: "reviews-default", namespace: "shop" },
        spec: { destination: { name: "reviews" }, precedence: 1, route: [{ labels: { version: "v1" } }] },
      }) as unknown,
    },
  ]);
});

test("a wrong rule is refused before it is registered", () => {
  const wrong = () => new RouteRule("mine", { spec: { destination: { name: "a" }, route: [{ weight: 5 }] } });
  expect(wrong).toThrow(RoutingError);
  expect(wrong).toThrow(
    "RouteRule mine is wrong:\n  spec.route: found 5: allowed is weights that add up to 100",
  );
  expect(registered).toEqual([]);
});
