import { classicMeshSettings } from "./classic/config";
import {
  completeMeshConfig,
  controlPlaneMeshConfig,
  type MeshConfig,
  MeshConfigError,
  meshConfigYaml,
  parseMeshConfig,
} from "./meshConfig";

/** `DefaultMeshConfig` of Pilot 0.2. */
const builtIn: MeshConfig = {
  egressProxyAddress: "",
  mixerAddress: "",
  disablePolicyChecks: false,
  proxyListenPort: 15001,
  proxyHttpPort: 0,
  connectTimeout: "1s",
  ingressClass: "istio",
  ingressService: "",
  ingressControllerMode: "STRICT",
  authPolicy: "NONE",
  rdsRefreshDelay: "1s",
  enableTracing: true,
  accessLogFile: "/dev/stdout",
  defaultConfig: {
    configPath: "/etc/istio/proxy",
    binaryPath: "/usr/local/bin/envoy",
    serviceCluster: "istio-proxy",
    drainDuration: "2s",
    parentShutdownDuration: "3s",
    discoveryAddress: "istio-pilot:15003",
    discoveryRefreshDelay: "1s",
    zipkinAddress: "",
    connectTimeout: "1s",
    statsdUdpAddress: "",
    proxyAdminPort: 15000,
    availabilityZone: "",
    controlPlaneAuthPolicy: "NONE",
    customConfigFile: "",
  },
};

describe("parseMeshConfig", () => {
  test("absent fields have the built-in defaults", () => {
    expect(parseMeshConfig("")).toEqual(builtIn);
    expect(parseMeshConfig("proxyListenPort: 16000\ndefaultConfig:\n  drainDuration: 2.0s\n")).toEqual({
      ...builtIn,
      proxyListenPort: 16000,
      defaultConfig: { ...builtIn.defaultConfig, drainDuration: "2.0s" },
    });
    expect(parseMeshConfig("mixerAddress:\n")).toEqual(builtIn);
  });

  test("reports all problems with their paths", () => {
    const text = [
      "authPolicy: MTLS",
      "proxyListenPort: 70000",
      "mixerAdress: a:1",
      "defaultConfig:",
      "  connectTimeout: 10",
      "  zipkinAddress: zipkin",
      "  drainDuration: 1.5s",
    ].join("\n");
    expect(() => parseMeshConfig(text)).toThrow(MeshConfigError);
    try {
      parseMeshConfig(text);
    } catch (error) {
      expect((error as MeshConfigError).problems).toEqual([
        "proxyListenPort: found 70000; expected an integer, 1 to 65535",
        'authPolicy: found "MTLS"; expected one of NONE, MUTUAL_TLS',
        'defaultConfig.drainDuration: found "1.5s"; expected a duration of 1s to 1h, in whole seconds, such as "1s" or "1m30s"',
        'defaultConfig.zipkinAddress: found "zipkin"; expected an address HOST:PORT, or "" for none',
        'defaultConfig.connectTimeout: found 10; expected a duration of 1ms to 30s, such as "1s" or "1m30s"',
        "mixerAdress: found an unknown field. Did you mean mixerAddress?",
      ]);
    }
  });

  test.each(["zipkin:0", "zipkin:65536", "zip kin:1", "[::1]"])("rejects %j as an address", (address) => {
    expect(() => parseMeshConfig(`mixerAddress: "${address}"`)).toThrow(/expected an address HOST:PORT/);
  });

  test("requires the parent to outlive the drain", () => {
    expect(() => parseMeshConfig("defaultConfig: {drainDuration: 45s}")).toThrow(
      /parentShutdownDuration: found "3s"; expected more than drainDuration, which is "45s"/,
    );
  });

  test("reports the line of invalid YAML", () => {
    expect(() => parseMeshConfig("a: [1\nb: 2")).toThrow(/line 2/);
    expect(() => parseMeshConfig("- 1")).toThrow(/found \[1\]; expected a mapping/);
  });
});

test("reads back what it writes", () => {
  const input = controlPlaneMeshConfig(classicMeshSettings({ namespace: "mesh", tls: true, tracing: false }));
  expect(parseMeshConfig(meshConfigYaml(input))).toEqual(completeMeshConfig(input));
});
