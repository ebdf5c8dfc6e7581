import fc from "fast-check";
import { canonicalName, familiarRepository, parseImageName, suffixOf } from "./imageName";

test.each([
  ["busybox", "docker.io/library/busybox", "busybox"],
  ["library/busybox", "docker.io/library/busybox", "busybox"],
  ["docker.io/mongo", "docker.io/library/mongo", "mongo"],
  ["index.docker.io/mongo:3.4", "docker.io/library/mongo:3.4", "mongo"],
  ["index.docker.io/istio/pilot", "docker.io/istio/pilot", "istio/pilot"],
  ["library/a/b", "docker.io/library/a/b", "library/a/b"],
  ["rancher/k3s:v1.21.14-k3s1", "docker.io/rancher/k3s:v1.21.14-k3s1", "rancher/k3s"],
  ["quay.io/coreos/prometheus:v1.1.1", "quay.io/coreos/prometheus:v1.1.1", "quay.io/coreos/prometheus"],
  ["localhost/x", "localhost/x", "localhost/x"],
  ["mirror:5000/x", "mirror:5000/x", "mirror:5000/x"],
  ["mirror:5000/a/b/c:t@sha256:abc", "mirror:5000/a/b/c:t@sha256:abc", "mirror:5000/a/b/c"],
  ["a@sha256:00", "docker.io/library/a@sha256:00", "a"],
])("%s is %s, or %s to the Docker daemon", (reference, canonical, familiar) => {
  const name = parseImageName(reference);
  expect(canonicalName(name)).toBe(canonical);
  expect(familiarRepository(name)).toBe(familiar);
});

test.each(["", "docker.io//pilot", "pilot:", "pilot@", "/pilot", "pilot/"])("rejects %j", (reference) => {
  expect(() => parseImageName(reference)).toThrow(
    `image name ${JSON.stringify(reference)}: found an empty part; expected [REGISTRY/]REPOSITORY`,
  );
});

const segment = fc
  .stringMatching(/^[a-z0-9]([a-z0-9_-]{0,6}[a-z0-9])?$/)
  .filter((text) => text !== "localhost");
const registry = fc.constantFrom("docker.io", "quay.io", "localhost", "registry:5000", "10.0.0.1:443");
const repository = fc.array(segment, { minLength: 2, maxLength: 4 }).map((parts) => parts.join("/"));
const tag = fc.option(fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,9}$/), { nil: undefined });
const digest = fc.option(fc.constant("sha256:0123abcd"), { nil: undefined });
const name = fc.record({ registry, repository, tag, digest });

test("parses back what it writes out", () => {
  fc.assert(fc.property(name, (parts) => expect(parseImageName(canonicalName(parts))).toEqual(parts)));
});

test("a canonical name stays as it is", () => {
  fc.assert(
    fc.property(name, fc.option(segment), (parts, short) => {
      const canonical = canonicalName(parseImageName(short ?? canonicalName(parts)));
      expect(canonicalName(parseImageName(canonical))).toBe(canonical);
    }),
  );
});

test("the familiar name means the same image", () => {
  fc.assert(
    fc.property(name, (parts) => {
      expect(parseImageName(familiarRepository(parts) + suffixOf(parts))).toEqual(parts);
    }),
  );
});
