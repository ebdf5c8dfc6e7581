import { InjectionParamsError } from "../errors";
import { completeParams } from "./params";

test("defaults equal those of the release", () => {
  expect(completeParams()).toMatchObject({
    policy: "enabled",
    hub: "docker.io/istio",
    tag: "0.2.12",
    version: "0.2.12",
    debug: true,
    coreDump: false,
    sidecarProxyUID: 1337,
    mesh: { authPolicy: "NONE", mixerAddress: "istio-mixer.istio-system:9091", proxyListenPort: 15001 },
  });
});

test("reports all problems", () => {
  const wrong = () =>
    completeParams({
      includeNamespaces: ["a"],
      excludeNamespaces: ["b"],
      hub: "docker.io/istio/",
      tag: "a tag",
      verbosity: -1,
      sidecarProxyUID: 0,
      includeIPRanges: "10.0.0.0/33,::1",
      mesh: { proxyListenPort: 0, defaultConfig: { drainDuration: "soon" } },
    });
  expect(wrong).toThrow(InjectionParamsError);
  try {
    wrong();
  } catch (error) {
    expect((error as InjectionParamsError).problems.map((problem) => problem.split(":")[0])).toEqual([
      "hub",
      "tag",
      "verbosity",
      "sidecarProxyUID",
      "includeIPRanges",
      "excludeNamespaces",
      "mesh.proxyListenPort",
      "mesh.defaultConfig.drainDuration",
    ]);
  }
});

test("accepts ranges with or without a prefix length", () => {
  expect(completeParams({ includeIPRanges: "10.0.0.0/8,192.168.1.1" }).includeIPRanges).toBe(
    "10.0.0.0/8,192.168.1.1",
  );
});
