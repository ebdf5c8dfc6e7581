import * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";
import { imageWithSettings, mirroredImage, withImageSettings } from "./images";

const segment = fc.stringMatching(/^[a-z0-9]([a-z0-9_-]{0,6}[a-z0-9])?$/);
const registry = fc.constantFrom(
  "docker.io",
  "quay.io",
  "gcr.io",
  "localhost",
  "registry:5000",
  "10.0.0.1:443",
);
const suffix = fc.constantFrom("", ":latest", ":v1.2.3", "@sha256:0123abcd", ":t@sha256:0123abcd");
const repository = fc.array(segment, { minLength: 2, maxLength: 3 }).map((parts) => parts.join("/"));
const mirror = fc.constantFrom("mirror.example", "mirror:5000", "mirror:5000/cache", "mirror.example/");

describe("mirroredImage", () => {
  it("keeps repository, tag and digest, and replaces the registry", () => {
    fc.assert(
      fc.property(registry, repository, suffix, mirror, (host, path, tail, to) => {
        const expected = `${to.replace(/\/$/, "")}/${path}${tail}`;
        expect(mirroredImage(`${host}/${path}${tail}`, to)).toBe(expected);
      }),
    );
  });

  it("is idempotent", () => {
    fc.assert(
      fc.property(registry, repository, suffix, mirror, (host, path, tail, to) => {
        const once = mirroredImage(`${host}/${path}${tail}`, to);
        expect(mirroredImage(once, to)).toBe(once);
      }),
    );
  });

  it("supports the short names of docker.io", () => {
    expect(mirroredImage("mongo", "m:1")).toBe("m:1/library/mongo");
    expect(mirroredImage("prom/statsd-exporter", "m:1")).toBe("m:1/prom/statsd-exporter");
  });
});

describe("imageWithSettings", () => {
  const replacements = {
    "docker.io/library/mongo:8": "meshstack.local/mongo:a",
    "quay.io/x/i:1": "here/i:1",
  };

  it.each([
    ["mongo:8", "meshstack.local/mongo:a"],
    ["index.docker.io/library/mongo:8", "meshstack.local/mongo:a"],
    ["quay.io/x/i:1", "here/i:1"],
    ["quay.io/x/i:2", "m/x/i:2"],
    ["x/i:1", "m/x/i:1"],
  ])(
    "%s is %s: a replacement wins over the mirror, another tag or registry is another image",
    (image, to) => {
      expect(imageWithSettings(image, { replacements, registryMirror: "m" })).toBe(to);
    },
  );

  it("replaces any image and keeps a replacement", () => {
    fc.assert(
      fc.property(registry, repository, suffix, fc.constantFrom("a", "local/a:1"), (host, path, tail, to) => {
        const image = `${host}/${path}${tail}`;
        const settings = { replacements: { [image]: to }, registryMirror: "m" };
        expect(imageWithSettings(image, settings)).toBe(to);
        expect(imageWithSettings(to, settings)).toBe(to);
      }),
    );
  });

  it("rejects two replacements of one image", () => {
    expect(() =>
      imageWithSettings("mongo", { replacements: { mongo: "a", "docker.io/mongo": "b" } }),
    ).toThrow(
      'images: found "mongo" and "docker.io/mongo", which are the same image; expected one replacement per image.',
    );
  });

  it("passes on a name that is not known yet", () => {
    const later = pulumi.output(Promise.resolve("meshstack.local/mongo:b"));
    expect(imageWithSettings("mongo:8", { replacements: { "mongo:8": later } })).toBe(later);
  });
});

describe("withImageSettings", () => {
  const spec = {
    containers: [{ name: "a", image: "istio/a:1", imagePullPolicy: "Always" }],
    initContainers: [{ name: "i", image: "quay.io/x/i" }],
    imagePullSecrets: [{ name: "mine" }],
  };

  it("changes nothing without settings", () => {
    expect(withImageSettings(spec, {})).toEqual(spec);
    expect(withImageSettings(spec)).toEqual(spec);
  });

  it("changes containers, init containers and pull secrets, but not its argument", () => {
    const before = structuredClone(spec);
    const settings = { registryMirror: "m", pullPolicy: "Never" as const, pullSecrets: ["mine", "theirs"] };
    expect(withImageSettings(spec, settings)).toEqual({
      containers: [{ name: "a", image: "m/istio/a:1", imagePullPolicy: "Never" }],
      initContainers: [{ name: "i", image: "m/x/i", imagePullPolicy: "Never" }],
      imagePullSecrets: [{ name: "mine" }, { name: "theirs" }],
    });
    expect(spec).toEqual(before);
  });

  it("replaces images in containers and init containers", () => {
    const later = pulumi.output("here/i:2");
    const replacements = { "docker.io/istio/a:1": "here/a:1", "quay.io/x/i": later };
    const { containers, initContainers } = withImageSettings(spec, { replacements, registryMirror: "m" });
    expect(containers).toEqual([{ ...spec.containers[0], image: "here/a:1" }]);
    expect((initContainers as { image: unknown }[])[0]!.image).toBe(later);
  });

  it("is idempotent and adds no empty lists", () => {
    const settings = {
      ...{ registryMirror: "m:1/p", pullPolicy: "Always" as const, pullSecrets: ["s"] },
      replacements: { b: "here/b" },
    };
    const once = withImageSettings(
      {
        containers: [
          { name: "a", image: "a" },
          { name: "b", image: "b" },
        ],
      },
      settings,
    );
    expect(withImageSettings(once, settings)).toEqual(once);
    expect(once).not.toHaveProperty("initContainers");
  });
});
