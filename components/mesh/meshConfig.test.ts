import {
  completeMeshConfig,
  controlPlaneMeshConfig,
  defaultMeshConfig,
  MeshConfigError,
  meshConfigYaml,
  parseMeshConfig,
} from "./meshConfig";

describe("parseMeshConfig", () => {
  test("what the text leaves out has the built-in default", () => {
    expect(parseMeshConfig("")).toEqual(defaultMeshConfig);
    expect(parseMeshConfig("proxyListenPort: 16000\ndefaultConfig:\n  drainDuration: 2.0s\n")).toEqual({
      ...defaultMeshConfig,
      proxyListenPort: 16000,
      defaultConfig: { ...defaultMeshConfig.defaultConfig, drainDuration: "2.0s" },
    });
    expect(parseMeshConfig("mixerAddress:\n")).toEqual(defaultMeshConfig);
  });

  test("all problems come at once, each with its path", () => {
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
        'authPolicy: found "MTLS": allowed is one of NONE, MUTUAL_TLS',
        "proxyListenPort: found 70000: allowed is a port, 1 to 65535",
        "mixerAdress: there is no such field; the nearest is mixerAddress",
        'defaultConfig.connectTimeout: found 10: allowed is a duration of 1ms to 30s, such as "1s"',
        'defaultConfig.zipkinAddress: found "zipkin": allowed is an address HOST:PORT, or "" for none',
        'defaultConfig.drainDuration: found "1.5s": allowed is a duration of 1s to 1h in whole seconds, such as "1s"',
      ]);
    }
  });

  test("the parent outlives the drain", () => {
    expect(() => parseMeshConfig("defaultConfig: {drainDuration: 45s}")).toThrow(
      /parentShutdownDuration: found "3s": allowed is more than drainDuration, which is "45s"/,
    );
  });

  test("text that is no YAML says where", () => {
    expect(() => parseMeshConfig("a: [1\nb: 2")).toThrow(/line 2/);
    expect(() => parseMeshConfig("- 1")).toThrow(/allowed is a mapping/);
  });
});

test("what is written is read back", () => {
  const input = controlPlaneMeshConfig({ namespace: "mesh", tls: true, tracing: false });
  expect(parseMeshConfig(meshConfigYaml(input))).toEqual(completeMeshConfig(input));
});
