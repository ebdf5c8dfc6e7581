import type { ImageSettings } from "../../components/imageSettings";
import { type CurrentMeshArgs, currentMeshSettings } from "../../components/mesh/current/config";
import { planCurrentMesh } from "../../components/mesh/current/objects";
import {
  peerAuthentication,
  type PeerAuthenticationSpec,
} from "../../components/mesh/current/peerAuthentication";
import { telemetry } from "../../components/mesh/current/telemetry";
import { RoutingError } from "../../components/routing/problems";
import type { SidecarMeshConfig } from "../../components/sidecar";
import type { ComparedObject } from "./compare";
import { currentMeshObjects } from "./currentMeshObjects";
import { expectOrder, kindsBefore } from "./dependencies";

const idOf = ({ kind, metadata }: ComparedObject) => `${kind} ${metadata.name}`;
const find = (id: string, args?: CurrentMeshArgs) =>
  currentMeshObjects(args).find((object) => idOf(object) === id);

it("returns a mesh configuration that the injector accepts", () => {
  const taken: SidecarMeshConfig = planCurrentMesh("mesh", { namespace: "mesh" }).meshConfig;
  expect(taken.defaultConfig?.discoveryAddress).toBe("istiod.mesh.svc:15012");
});

describe("tls", () => {
  it.each([
    [undefined, "STRICT"],
    [true, "STRICT"],
    [false, "DISABLE"],
  ])("%s is %s for the whole mesh, for servers and for clients", (tls, mode) => {
    const policy = find("PeerAuthentication default", { tls, namespace: "mesh" });
    expect(policy).toMatchObject({ metadata: { namespace: "mesh" }, spec: { mtls: { mode } } });
    const map = find("ConfigMap istio", { tls, namespace: "mesh" });
    expect(map).toMatchObject({
      data: { mesh: expect.stringContaining(`enableAutoMtls: ${tls ?? true}\n`) },
    });
    expect(map).toMatchObject({ data: { mesh: expect.stringContaining("rootNamespace: mesh\n") } });
  });
});

describe("tracing", () => {
  it("sends the configured share of traces, by default all, to Zipkin in the same namespace", () => {
    for (const [sampling, share] of [
      [undefined, 100],
      [0, 0],
      [12.5, 12.5],
    ]) {
      const args = sampling === undefined ? {} : { sampling };
      const telemetry = find("Telemetry mesh-default", { namespace: "mesh", ...args });
      expect(telemetry).toMatchObject({
        metadata: { namespace: "mesh" },
        spec: { tracing: [{ providers: [{ name: "zipkin" }], randomSamplingPercentage: share }] },
      });
    }
    expect(JSON.stringify(find("ConfigMap istio", { namespace: "mesh" }))).toContain(
      "service: zipkin.mesh.svc.cluster.local",
    );
  });

  it("removes every trace setting when off", () => {
    const objects = currentMeshObjects({ tracing: false });
    expect(objects.map(idOf)).not.toContain("Telemetry mesh-default");
    expect(JSON.stringify(objects)).not.toContain("zipkin");
    expect(JSON.stringify(objects)).toContain("enableTracing: false");
  });

  it.each([-1, 100.5, NaN])("rejects %d as a share", (sampling) => {
    expect(() => currentMeshSettings({ sampling })).toThrow(
      `sampling: found ${JSON.stringify(sampling)}; expected a number from 0 to 100.`,
    );
  });
});

it("grants the gateway no rights without HTTPS", () => {
  const subjects = (objects: object[]) =>
    JSON.stringify(objects.filter((object) => "roleRef" in object)).match(
      /istio-ingressgateway-service-account/g,
    );
  expect(subjects(currentMeshObjects())).toBeNull();
  expect(subjects(currentMeshObjects({ ingress: { httpsNodePort: 32443 } }))).toHaveLength(1);
});

it("grants istiod only the rights to write its own objects", () => {
  const objects = currentMeshObjects();
  const rules = objects.flatMap(({ rules = [] }) => rules as { resources: string[]; verbs: string[] }[]);
  const written = rules
    .filter(({ verbs }) => verbs.some((verb) => !["get", "list", "watch"].includes(verb)))
    .flatMap(({ resources, verbs }) =>
      resources.flatMap((resource) => verbs.map((verb) => `${verb} ${resource}`)),
    );
  expect(written.filter((right) => !right.startsWith("get ")).sort()).toEqual([
    "create configmaps",
    "create secrets",
    "create subjectaccessreviews",
    "create tokenreviews",
    "patch serviceentries/status",
    "update configmaps",
    "update secrets",
  ]);
});

it("in another namespace never names istio-system", () => {
  const objects = currentMeshObjects({ namespace: "mesh", ingress: { httpsNodePort: 32443 } });
  expect(JSON.stringify(objects)).not.toContain("istio-system");
});

it("uses hub, tag and the image settings", () => {
  const images: ImageSettings = {
    pullPolicy: "Never",
    pullSecrets: ["registry"],
    registryMirror: "mirror:5000",
  };
  const objects = currentMeshObjects({ hub: "quay.io/istio", tag: "1.31.0", images });
  const pods = objects.filter(({ kind }) => kind === "Deployment").map(({ spec }) => JSON.stringify(spec));
  expect(pods).toHaveLength(2);
  expect(pods.flatMap((pod) => pod.match(/(?<="image":")[^"]*/g)).sort()).toEqual([
    "mirror:5000/istio/pilot:1.31.0",
    "mirror:5000/istio/proxyv2:1.31.0",
  ]);
  for (const pod of pods) {
    expect(pod).toContain('"imagePullPolicy":"Never"');
    expect(pod).toContain('"imagePullSecrets":[{"name":"registry"}]');
  }
});

it("replaces single images", () => {
  const replacements = { "docker.io/istio/proxyv2:1.31.4": "meshstack.local/istio-proxyv2:a1" };
  const objects = currentMeshObjects({ images: { replacements } });
  expect(
    JSON.stringify(objects)
      .match(/(?<="image":")[^"]*/g)
      ?.sort(),
  ).toEqual(["docker.io/istio/pilot:1.31.4", "meshstack.local/istio-proxyv2:a1"]);
});

it("replaces only the gateway's pods when the proxies' settings change", () => {
  const pods = (name: string, args: CurrentMeshArgs) =>
    JSON.stringify((find(`Deployment ${name}`, args)!.spec as { template: object }).template);
  const checksum = /"checksum\/proxy-config":"([0-9a-f]{64})"/;
  const checksumOf = (args: CurrentMeshArgs) => checksum.exec(pods("istio-ingressgateway", args))?.[1];
  expect(checksumOf({ namespace: "mesh" })).not.toBe(checksumOf({}));
  expect(checksumOf({ tls: false })).toBe(checksumOf({}));
  expect(pods("istiod", { tls: false, tracing: false })).toBe(pods("istiod", {}));
});

it("registers each object after its dependencies, and no Deployment after its Service", () => {
  const { objects, crds } = planCurrentMesh("mesh", { ingress: { httpsNodePort: 32443 } });
  expectOrder(objects);
  expect(crds).toHaveLength(15);
  expect(kindsBefore(objects, "PeerAuthentication", "default")).toEqual([
    "CustomResourceDefinition",
    "Namespace",
  ]);
  const rights = ["ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding", "ServiceAccount"];
  const policies = ["PeerAuthentication", "Telemetry"];
  const istiod = [...rights, ...policies, "ConfigMap", "CustomResourceDefinition", "Namespace"].sort();
  expect(kindsBefore(objects, "Deployment", "istiod")).toEqual(istiod);
  expect(kindsBefore(objects, "Deployment", "istio-ingressgateway")).toEqual(
    [...istiod, "Deployment"].sort(),
  );
});

describe("the mesh's policies", () => {
  it("have the version that istiod stores, and the given spec", () => {
    expect([
      peerAuthentication({ name: "strict", namespace: "shop" }, { mtls: { mode: "STRICT" } }),
      telemetry({ name: "log", namespace: "shop" }, { accessLogging: [{}] }),
    ]).toEqual([
      {
        apiVersion: "security.istio.io/v1",
        kind: "PeerAuthentication",
        metadata: { name: "strict", namespace: "shop" },
        spec: { mtls: { mode: "STRICT" } },
      },
      {
        apiVersion: "telemetry.istio.io/v1",
        kind: "Telemetry",
        metadata: { name: "log", namespace: "shop" },
        spec: { accessLogging: [{}] },
      },
    ]);
  });

  it("are rejected with all problems when they are wrong", () => {
    const spec = { mtls: { mode: "NONE" }, selector: { labels: {} } };
    const create = () =>
      peerAuthentication({ name: "shop", namespace: "shop" }, spec as unknown as PeerAuthenticationSpec);
    expect(create).toThrow(RoutingError);
    expect(create).toThrow(
      [
        "PeerAuthentication shop is invalid:",
        '  spec.mtls.mode: found "NONE"; expected one of UNSET, DISABLE, PERMISSIVE, STRICT.',
        "  spec.selector.labels: found an unknown field; expected one of matchLabels.",
      ].join("\n"),
    );
  });
});
