import { InjectionParamsError } from "../errors";
import { completeCurrentParams, type CurrentInjectionParams } from "./params";

test("defaults equal those of the release", () => {
  expect(completeCurrentParams()).toMatchObject({
    policy: "enabled",
    ignoredNamespaces: expect.arrayContaining(["kube-system", "istio-system"]) as unknown,
    hub: "docker.io/istio",
    tag: "1.31.4",
    namespace: "istio-system",
    clusterId: "Kubernetes",
    nativeSidecars: false,
    rewriteAppHTTPProbe: true,
    mesh: {
      trustDomain: "cluster.local",
      proxyListenPort: 15001,
      defaultConfig: { discoveryAddress: "istiod.istio-system.svc:15012", statusPort: 15020 },
    },
  });
});

test("derives the address of istiod from namespace and revision unless the mesh sets it", () => {
  const address = (params: CurrentInjectionParams) =>
    completeCurrentParams(params).mesh.defaultConfig.discoveryAddress;
  const where = { namespace: "mesh", revision: "r1" };
  expect(address(where)).toBe("istiod-r1.mesh.svc:15012");
  expect(address({ ...where, mesh: { defaultConfig: { discoveryAddress: "far:1" } } })).toBe("far:1");
});

test("reports all problems", () => {
  const wrong = {
    policy: "sometimes",
    includeNamespaces: ["a"],
    excludeNamespaces: ["b"],
    hub: "docker.io/istio/",
    image: "",
    imagePullPolicy: "Often",
    imagePullSecrets: [""],
    namespace: "Mesh",
    includeIPRanges: "10.0.0.1",
    excludeInboundPorts: "http",
    resources: { requests: { cpu: "much" } },
    logLevel: "loud",
    startupSeconds: -1,
    nativeSidecars: "yes",
    mesh: {
      proxyListenPort: 0,
      inboundTrafficPolicy: { mode: "NOWHERE" },
      defaultConfig: { drainDuration: "soon" },
    },
  } as unknown as CurrentInjectionParams;
  try {
    completeCurrentParams(wrong);
    throw new Error("expected an InjectionParamsError");
  } catch (error) {
    expect(error).toBeInstanceOf(InjectionParamsError);
    expect((error as InjectionParamsError).problems.map((problem) => problem.split(": found")[0])).toEqual([
      "hub",
      "image",
      "imagePullPolicy",
      "imagePullSecrets",
      "namespace",
      "includeIPRanges",
      "excludeInboundPorts",
      "resources",
      "logLevel",
      "startupSeconds",
      "nativeSidecars",
      "policy",
      "excludeNamespaces",
      "mesh.proxyListenPort",
      "mesh.inboundTrafficPolicy.mode",
      "mesh.defaultConfig.drainDuration",
    ]);
  }
  expect(() => completeCurrentParams({ mesh: [] as never })).toThrow("mesh: found []; expected a mapping");
});
