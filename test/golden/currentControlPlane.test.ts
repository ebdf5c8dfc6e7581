import type { ImageSettings } from "../../components/imageSettings";
import { CurrentMesh } from "../../components/mesh/current/currentMesh";
import type { CurrentMeshArgs } from "../../components/mesh/current/config";
import type { CurrentMeshConfig } from "../../components/mesh/current/meshConfig";
import { PeerAuthentication, Telemetry } from "../../components/mesh/current/resources";
import type { PeerAuthenticationSpec } from "../../components/mesh/current/peerAuthentication";
import { currentMeshSettings } from "../../components/mesh/current/settings";
import { RoutingError } from "../../components/routing";
import type { SidecarMeshConfig } from "../../components/sidecar";
import { recordResources } from "../../stacks/recording/record";
import type { ComparedObject } from "./compare";
import { currentMeshObjects } from "./currentMeshObjects";

const idOf = ({ kind, metadata }: ComparedObject) => `${kind} ${metadata.name}`;
const find = async (id: string, args?: CurrentMeshArgs) =>
  (await currentMeshObjects(args)).find((object) => idOf(object) === id);

it("returns a mesh configuration that the injector accepts", async () => {
  let config: CurrentMeshConfig | undefined;
  await recordResources(() => {
    config = new CurrentMesh("mesh", { namespace: "mesh" }).meshConfig;
  });
  const taken: SidecarMeshConfig = config!;
  expect(taken.defaultConfig?.discoveryAddress).toBe("istiod.mesh.svc:15012");
});

describe("tls", () => {
  it.each([
    [undefined, "STRICT"],
    [true, "STRICT"],
    [false, "DISABLE"],
  ])("%s is %s for the whole mesh, for servers and for clients", async (tls, mode) => {
    const policy = await find("PeerAuthentication default", { tls, namespace: "mesh" });
    expect(policy).toMatchObject({ metadata: { namespace: "mesh" }, spec: { mtls: { mode } } });
    const map = await find("ConfigMap istio", { tls, namespace: "mesh" });
    expect(map).toMatchObject({
      data: { mesh: expect.stringContaining(`enableAutoMtls: ${tls ?? true}\n`) },
    });
    expect(map).toMatchObject({ data: { mesh: expect.stringContaining("rootNamespace: mesh\n") } });
  });
});

describe("tracing", () => {
  it("sends the configured share of traces, by default all, to Zipkin in the same namespace", async () => {
    for (const [sampling, share] of [
      [undefined, 100],
      [0, 0],
      [12.5, 12.5],
    ]) {
      const args = sampling === undefined ? {} : { sampling };
      const telemetry = await find("Telemetry mesh-default", { namespace: "mesh", ...args });
      expect(telemetry).toMatchObject({
        metadata: { namespace: "mesh" },
        spec: { tracing: [{ providers: [{ name: "zipkin" }], randomSamplingPercentage: share }] },
      });
    }
    expect(JSON.stringify(await find("ConfigMap istio", { namespace: "mesh" }))).toContain(
      "service: zipkin.mesh.svc.cluster.local",
    );
  });

  it("removes every trace setting when off", async () => {
    const objects = await currentMeshObjects({ tracing: false });
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

it("grants the gateway no rights without HTTPS", async () => {
  const subjects = (objects: object[]) =>
    JSON.stringify(objects.filter((object) => "roleRef" in object)).match(
      /istio-ingressgateway-service-account/g,
    );
  expect(subjects(await currentMeshObjects())).toBeNull();
  expect(subjects(await currentMeshObjects({ ingress: { httpsNodePort: 32443 } }))).toHaveLength(1);
});

it("grants istiod only the rights to write its own objects", async () => {
  const objects = await currentMeshObjects();
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

it("in another namespace never names istio-system", async () => {
  const objects = await currentMeshObjects({ namespace: "mesh", ingress: { httpsNodePort: 32443 } });
  expect(JSON.stringify(objects)).not.toContain("istio-system");
});

it("uses hub, tag and the image settings", async () => {
  const images: ImageSettings = {
    pullPolicy: "Never",
    pullSecrets: ["registry"],
    registryMirror: "mirror:5000",
  };
  const objects = await currentMeshObjects({ hub: "quay.io/istio", tag: "1.31.0", images });
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

it("replaces single images", async () => {
  const replacements = { "docker.io/istio/proxyv2:1.31.4": "meshstack.local/istio-proxyv2:a1" };
  const objects = await currentMeshObjects({ images: { replacements } });
  expect(
    JSON.stringify(objects)
      .match(/(?<="image":")[^"]*/g)
      ?.sort(),
  ).toEqual(["docker.io/istio/pilot:1.31.4", "meshstack.local/istio-proxyv2:a1"]);
});

it("replaces only the gateway's pods when the proxies' settings change", async () => {
  const pods = async (name: string, args: CurrentMeshArgs) =>
    JSON.stringify(((await find(`Deployment ${name}`, args))!.spec as { template: object }).template);
  const checksum = /"checksum\/proxy-config":"([0-9a-f]{64})"/;
  const checksumOf = async (args: CurrentMeshArgs) =>
    checksum.exec(await pods("istio-ingressgateway", args))?.[1];
  expect(await checksumOf({ namespace: "mesh" })).not.toBe(await checksumOf({}));
  expect(await checksumOf({ tls: false })).toBe(await checksumOf({}));
  expect(await pods("istiod", { tls: false, tracing: false })).toBe(await pods("istiod", {}));
});

it("registers each object after its dependencies, and no Deployment after its Service", async () => {
  let mesh: CurrentMesh | undefined;
  const resources = await recordResources(() => {
    mesh = new CurrentMesh("mesh", { ingress: { httpsNodePort: 32443 } });
  });
  const objects = resources.filter(({ custom }) => custom);
  const dependenciesOf = (urn: string): Set<string> => {
    const { dependencies } = objects.find((object) => object.urn === urn)!;
    return new Set(dependencies.flatMap((dependency) => [dependency, ...dependenciesOf(dependency)]));
  };
  const kindsBefore = (type: string, name: string) =>
    [...dependenciesOf(objects.find((object) => object.type.endsWith(type) && object.name === name)!.urn)]
      .map((urn) => urn.split(/[:$]/).at(-3))
      .filter((kind, index, kinds) => kinds.indexOf(kind) === index)
      .sort();

  for (const { urn, inputs } of objects) {
    if ("namespace" in (inputs.metadata as object)) {
      expect([...dependenciesOf(urn)].some((dependency) => dependency.includes("core/v1:Namespace::"))).toBe(
        true,
      );
    }
  }
  expect(mesh!.crds).toHaveLength(15);
  expect(kindsBefore(":PeerAuthentication", "default")).toEqual(["CustomResourceDefinition", "Namespace"]);
  const rights = ["ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding", "ServiceAccount"];
  const policies = ["PeerAuthentication", "Telemetry"];
  const istiod = [...rights, ...policies, "ConfigMap", "CustomResourceDefinition", "Namespace"].sort();
  expect(kindsBefore(":Deployment", "istiod")).toEqual(istiod);
  expect(kindsBefore(":Deployment", "istio-ingressgateway")).toEqual([...istiod, "Deployment"].sort());
});

describe("the mesh's policies as resources", () => {
  it("registers valid ones unchanged, with the version that istiod stores", async () => {
    const metadata = { namespace: "shop" };
    const resources = await recordResources(() => {
      new PeerAuthentication("strict", { metadata, spec: { mtls: { mode: "STRICT" } } });
      new Telemetry("logged", { metadata: { ...metadata, name: "log" }, spec: { accessLogging: [{}] } });
    });
    const objects = resources.filter(({ custom }) => custom).map(({ inputs }) => inputs);
    expect(objects).toEqual([
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

  it("rejects wrong ones with all problems, before it registers any", async () => {
    const spec = { mtls: { mode: "NONE" }, selector: { labels: {} } };
    const register = () =>
      new PeerAuthentication("shop", { spec: spec as unknown as PeerAuthenticationSpec });
    const registered = recordResources(register);
    await expect(registered).rejects.toThrow(RoutingError);
    await expect(registered).rejects.toThrow(
      [
        "PeerAuthentication shop is invalid:",
        '  spec.mtls.mode: found "NONE"; expected one of UNSET, DISABLE, PERMISSIVE, STRICT.',
        "  spec.selector.labels: found an unknown field; expected one of matchLabels.",
      ].join("\n"),
    );
  });
});
