import { registeredResources } from "../../test/support/registeredResources";
import { Bookinfo } from "./bookinfo";
import type { BookinfoArgs } from "./config";

async function register(args: BookinfoArgs): Promise<string[]> {
  const resources = await registeredResources(
    () => void new Bookinfo("bookinfo", { sidecar: false, ...args }),
  );
  return resources.map(({ type, name }) => `${type.split(":").at(-1)} ${name}`);
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

test("exposes the Service to which the entrypoint routes", async () => {
  let bookinfo: Bookinfo | undefined;
  await registeredResources(() => {
    bookinfo = new Bookinfo("bookinfo", { sidecar: false });
  });
  expect(bookinfo!.productpage).toBe(bookinfo!.services.productpage);
  expect(Object.keys(bookinfo!.deployments)).toContain("productpage-v1");
  expect(bookinfo!.entrypoint).toHaveLength(1);
});

test("rejects wrong arguments before it registers anything", async () => {
  const registered = await registeredResources(() => {
    expect(() => new Bookinfo("wrong", { sidecar: { verbosity: -1 } })).toThrow(/verbosity/);
  });
  expect(registered).toEqual([]);
});
