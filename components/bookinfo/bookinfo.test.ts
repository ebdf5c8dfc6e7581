import * as pulumi from "@pulumi/pulumi";
import { Bookinfo } from "./bookinfo";
import type { BookinfoArgs } from "./config";

const registered: { type: string; name: string }[] = [];

beforeAll(() =>
  pulumi.runtime.setMocks({
    newResource: ({ type, name, inputs }) => {
      registered.push({ type, name });
      return { id: name, state: inputs as object };
    },
    call: () => ({}),
  }),
);

async function register(args: BookinfoArgs): Promise<string[]> {
  registered.splice(0);
  const bookinfo = new Bookinfo("bookinfo", { sidecar: false, ...args });
  const all = [
    ...bookinfo.entrypoint,
    ...Object.values(bookinfo.services),
    ...Object.values(bookinfo.deployments),
  ];
  await Promise.all(all.map(({ urn }) => (urn as unknown as { promise(): Promise<string> }).promise()));
  return registered.map(({ type, name }) => `${type.split(":").at(-1)} ${name}`);
}

test("registers every object under its own name, after the namespace", async () => {
  const names = await register({ namespace: "shop", v1Only: true, serviceAccounts: true });
  expect(names.slice(0, 2)).toEqual(["Bookinfo bookinfo", "Namespace shop"]);
  expect(new Set(names)).toEqual(
    new Set([
      ...["Bookinfo bookinfo", "Namespace shop", "ServiceAccount bookinfo-productpage", "Ingress gateway"],
      ...["Service details", "Service ratings", "Service reviews", "Service productpage"],
      ...[
        "Deployment details-v1",
        "Deployment ratings-v1",
        "Deployment reviews-v1",
        "Deployment productpage-v1",
      ],
    ]),
  );
  expect(names.indexOf("ServiceAccount bookinfo-productpage")).toBeLessThan(
    names.indexOf("Deployment productpage-v1"),
  );
});

test("a current mesh has a Gateway and a VirtualService as entrypoint", async () => {
  const names = await register({ istio: "current", v1Only: true });
  expect(names).toContain("Gateway bookinfo-gateway");
  expect(names).toContain("VirtualService bookinfo");
  expect(names.filter((name) => name.startsWith("Ingress"))).toEqual([]);
  expect(names.filter((name) => name.startsWith("ServiceAccount")).sort()).toEqual([
    "ServiceAccount bookinfo-details",
    "ServiceAccount bookinfo-productpage",
    "ServiceAccount bookinfo-ratings",
    "ServiceAccount bookinfo-reviews",
  ]);
});

test("does not create an existing namespace", async () => {
  expect(await register({})).not.toContain("Namespace default");
  expect(await register({ namespace: "istio-system", createNamespace: false })).not.toContain(
    "Namespace istio-system",
  );
});

test("exposes the Service to which the entrypoint routes", () => {
  const bookinfo = new Bookinfo("again", { sidecar: false });
  expect(bookinfo.productpage).toBe(bookinfo.services.productpage);
});

test("rejects wrong arguments before it registers anything", () => {
  registered.splice(0);
  expect(() => new Bookinfo("wrong", { sidecar: { verbosity: -1 } })).toThrow(/verbosity/);
  expect(registered).toEqual([]);
});
