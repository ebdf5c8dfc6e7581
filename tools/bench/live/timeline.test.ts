import { timeline } from "./timeline";

const begin = Date.parse("2026-01-01T00:00:00Z");
const resource = (type: string, name: string, created: string, parents = "") => ({
  urn: `urn:pulumi:live::meshstack::${parents}${type}::${name}`,
  type,
  created,
});
const deployment = "kubernetes:apps/v1:Deployment";
const resources = [
  resource("local:index:Image", "cluster-image-pause", "2026-01-01T00:00:01Z"),
  resource("local:index:Image", "cluster-image-zipkin", "2026-01-01T00:00:02.5Z"),
  resource("local:index:Process", "cluster-process", "2026-01-01T00:00:06Z"),
  resource("local:index:ContainerdImage", "cluster-import-pause", "2026-01-01T00:00:09Z"),
  resource(deployment, "istiod", "2026-01-01T00:00:12Z", "meshstack:mesh:CurrentMesh$"),
  resource(deployment, "istio-ingressgateway", "2026-01-01T00:00:20Z", "meshstack:mesh:CurrentMesh$"),
  resource(deployment, "details-v1", "2026-01-01T00:00:24Z", "meshstack:bookinfo:Bookinfo$"),
  resource(deployment, "reviews-v1", "2026-01-01T00:00:23Z", "meshstack:bookinfo:Bookinfo$"),
];

test("reaches a milestone with its last resource", () => {
  expect(timeline({ begin, page: begin + 22_000, end: begin + 25_000, resources })).toEqual({
    "images found in the cache": 2.5,
    "API server ready": 6,
    "images on the node": 9,
    "istiod ready": 12,
    "ingress gateway ready": 20,
    "sample ready": 24,
    "first 200 of the page": 22,
    "make up ended": 25,
  });
});

test("rejects a state without a resource of a milestone", () => {
  const without = resources.filter(({ type }) => type !== "local:index:Process");
  expect(() => timeline({ begin, page: begin, end: begin, resources: without })).toThrow("API server ready");
});
