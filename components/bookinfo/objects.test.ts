import { bookinfoObjects, type BookinfoArgs } from "./objects";

interface Pod {
  containers: { name: string; image: string; imagePullPolicy: string }[];
  initContainers?: { name: string; image: string }[];
  imagePullSecrets?: { name: string }[];
}
const nameOf = (object: { metadata?: unknown }) => (object.metadata as { name: string }).name;
const deployments = (args: BookinfoArgs) => bookinfoObjects(args).deployments.map(nameOf);
const pods = (args: BookinfoArgs) =>
  bookinfoObjects(args).deployments.map(
    ({ spec }) => (spec as { template: { spec: unknown } }).template.spec as Pod,
  );

test("variants choose what there is", () => {
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
  expect(bookinfoObjects({ serviceAccounts: true }).serviceAccounts.map(nameOf)).toEqual([
    "bookinfo-productpage",
  ]);
});

test("every pod has its own container, the proxy, and the proxy's init container", () => {
  for (const { containers, initContainers } of pods({ ratingsV2: true })) {
    expect(containers.map(({ name }) => name)).toEqual([expect.stringMatching(/^[a-z]+$/), "istio-proxy"]);
    expect(initContainers!.map(({ name }) => name)).toEqual(["istio-init"]);
  }
  for (const pod of pods({ sidecar: false })) {
    expect(pod.containers).toHaveLength(1);
    expect(pod.initContainers).toBeUndefined();
  }
});

test("image settings are for the sidecars too", () => {
  const images = { registryMirror: "mirror:5000", pullPolicy: "Always" as const, pullSecrets: ["pull"] };
  for (const { containers, initContainers, imagePullSecrets } of pods({ images })) {
    for (const { image } of [...containers, ...initContainers!])
      expect(image).toMatch(/^mirror:5000\/istio\//);
    expect(containers.every(({ imagePullPolicy }) => imagePullPolicy === "Always")).toBe(true);
    expect(imagePullSecrets).toEqual([{ name: "pull" }]);
  }
});

test("every object is in the namespace", () => {
  const { deployments, services, serviceAccounts, ingress } = bookinfoObjects({
    namespace: "shop",
    serviceAccounts: true,
  });
  for (const { metadata } of [...deployments, ...services, ...serviceAccounts, ingress]) {
    expect(metadata).toMatchObject({ namespace: "shop" });
  }
});

test("arguments that contradict each other are refused", () => {
  expect(() => bookinfoObjects({ v1Only: true, reviews: ["v1"] })).toThrow(/give one of the two/);
  expect(() => bookinfoObjects({ reviews: [] })).toThrow(/one or more of v1, v2, v3/);
  expect(() => bookinfoObjects({ reviews: ["v4" as "v1"] })).toThrow(/found \["v4"\]/);
});
