import { meshes } from "../meshes";
import { nameOf, objectsOf } from "../objects";
import { validateSpec } from "../routing/validate";
import { bookinfoImage, bookinfoImages } from "./applications";
import type { BookinfoArgs } from "./config";
import { bookinfoGateway, bookinfoVirtualService } from "./current/gateway";
import { planBookinfo } from "./plan";

interface Pod {
  containers: { name: string; image: string; imagePullPolicy: string }[];
  initContainers?: { name: string; image: string }[];
  imagePullSecrets?: { name: string }[];
  serviceAccountName?: string;
}
const plan = (args: BookinfoArgs) => planBookinfo("bookinfo", args);
const objects = (args: BookinfoArgs, kind: string) =>
  objectsOf([plan(args)]).filter((object) => object.kind === kind);
const deployments = (args: BookinfoArgs) => objects(args, "Deployment").map(nameOf);
const accounts = (args: BookinfoArgs) => objects(args, "ServiceAccount").map(nameOf);
const pods = (args: BookinfoArgs) =>
  objects(args, "Deployment").map(
    ({ spec }) => (spec as { template: { spec: unknown } }).template.spec as Pod,
  );

test("a variant decides the Deployments and service accounts", () => {
  expect(deployments({})).toEqual([
    "details-v1",
    "ratings-v1",
    "reviews-v1",
    "reviews-v2",
    "reviews-v3",
    "productpage-v1",
  ]);
  expect(deployments({ v1Only: true })).toEqual(["details-v1", "ratings-v1", "reviews-v1", "productpage-v1"]);
  expect(deployments({ reviews: ["v3", "v2"] })).toEqual([
    ...["details-v1", "ratings-v1", "reviews-v2", "reviews-v3", "productpage-v1"],
  ]);
  expect(deployments({ v1Only: true, ratingsV2: true })).toEqual([
    ...["details-v1", "ratings-v1", "ratings-v2", "reviews-v1", "productpage-v1", "mongodb-v1"],
  ]);
  expect(accounts({ serviceAccounts: true })).toEqual(["bookinfo-productpage"]);
});

test("every pod has its container, the proxy and the proxy's init container", () => {
  for (const { containers, initContainers } of pods({ ratingsV2: true })) {
    expect(containers.map(({ name }) => name)).toEqual([expect.stringMatching(/^[a-z]+$/), "istio-proxy"]);
    expect(initContainers!.map(({ name }) => name)).toEqual(["istio-init"]);
  }
  for (const pod of pods({ sidecar: false })) {
    expect(pod.containers).toHaveLength(1);
    expect(pod.initContainers).toBeUndefined();
  }
});

test("image settings apply to the sidecars too", () => {
  const images = { registryMirror: "mirror:5000", pullPolicy: "Always" as const, pullSecrets: ["pull"] };
  for (const { containers, initContainers, imagePullSecrets } of pods({ images })) {
    for (const { image } of [...containers, ...initContainers!])
      expect(image).toMatch(/^mirror:5000\/istio\//);
    expect(containers.every(({ imagePullPolicy }) => imagePullPolicy === "Always")).toBe(true);
    expect(imagePullSecrets).toEqual([{ name: "pull" }]);
  }
});

test.each(meshes)("%s: every object has the namespace", (istio) => {
  const [namespace, ...others] = objectsOf([
    plan({ istio, namespace: "shop", serviceAccounts: true, sidecar: false }),
  ]);
  expect(namespace).toMatchObject({ kind: "Namespace", metadata: { name: "shop" } });
  expect(new Set(others.map(({ kind }) => kind))).toEqual(
    new Set([
      ...["ServiceAccount", "Service", "Deployment"],
      ...(istio === "classic" ? ["Ingress"] : ["Gateway", "VirtualService"]),
    ]),
  );
  for (const { metadata } of others) expect(metadata).toMatchObject({ namespace: "shop" });
});

describe("current", () => {
  const current: BookinfoArgs = { istio: "current", sidecar: false };

  test("every pod has the sidecar of its mesh", () => {
    for (const { containers, initContainers } of pods({ istio: "current" })) {
      const images = [...containers, ...(initContainers ?? [])].map(({ image }) => image);
      expect(images.filter((image) => /\/proxyv2:1\.31/.test(image))).toHaveLength(2);
    }
    const mismatch = /sidecar.istio: found "classic"; expected current, or sidecar: false/;
    expect(() => plan({ istio: "current", sidecar: {} })).toThrow(mismatch);
    expect(() => plan({ sidecar: { istio: "current" } })).toThrow(/expected classic/);
  });

  test("every image is official and can be replaced", () => {
    const official = bookinfoImages.map((image) => bookinfoImage(image, "current"));
    const images = (args: BookinfoArgs) =>
      pods({ ...current, ratingsV2: true, ...args }).flatMap(({ containers }) =>
        containers.map(({ image }) => image),
      );
    expect(images({}).sort()).toEqual([...official].sort());
    const replacements = Object.fromEntries(
      official.map((name, index) => [name, `meshstack.local/b:${index}`]),
    );
    expect(images({ images: { replacements, registryMirror: "m" } }).sort()).toEqual(
      Object.values(replacements).sort(),
    );
  });

  test("each application has its own account and so its own identity", () => {
    expect(new Set(pods(current).map(({ serviceAccountName }) => serviceAccountName))).toEqual(
      new Set(accounts(current)),
    );
    expect(accounts(current)).toEqual([
      ...["bookinfo-details", "bookinfo-ratings", "bookinfo-reviews", "bookinfo-productpage"],
    ]);
  });

  test("every server has a readiness probe, no root and a short grace period", () => {
    for (const { containers, ...pod } of pods(current)) {
      expect(pod).toMatchObject({ terminationGracePeriodSeconds: 5, automountServiceAccountToken: false });
      expect(containers).toEqual([
        expect.objectContaining({
          readinessProbe: { httpGet: { path: "/health", port: 9080 }, periodSeconds: 2 },
          securityContext: {
            runAsNonRoot: true,
            allowPrivilegeEscalation: false,
            capabilities: { drop: ["ALL"] },
          },
        }),
      ]);
    }
  });

  test("the entrypoint is valid and routes to productpage", () => {
    const [gateway, virtualService] = [bookinfoGateway("default"), bookinfoVirtualService("default")];
    expect(plan(current).entrypoint.map(({ object }) => object)).toEqual([gateway, virtualService]);
    expect(validateSpec("Gateway", gateway.spec)).toEqual([]);
    expect(validateSpec("VirtualService", virtualService.spec)).toEqual([]);
    expect(virtualService.spec.gateways).toEqual([gateway.metadata.name]);
    expect(virtualService.spec.http).toEqual([
      {
        match: [
          { uri: { exact: "/productpage" } },
          { uri: { prefix: "/static" } },
          { uri: { exact: "/login" } },
          { uri: { exact: "/logout" } },
          { uri: { prefix: "/api/v1/products" } },
        ],
        route: [{ destination: { host: "productpage", port: { number: 9080 } } }],
      },
    ]);
  });
});

test("rejects arguments that contradict each other", () => {
  expect(() => plan({ v1Only: true, reviews: ["v1"] })).toThrow(/expected either v1Only or reviews/);
  expect(() => plan({ reviews: [] })).toThrow(/one or more of v1, v2, v3/);
  expect(() => plan({ reviews: ["v4" as "v1"] })).toThrow(
    /reviews\[0\]: found "v4"; expected one of v1, v2, v3/,
  );
});
