import {
  defaultProxyConfig,
  istiodAddress,
  mergeProxyConfig,
  proxyConfigProblems,
  withoutDefaults,
} from "./proxyConfig";

test("istiod's address contains its revision", () => {
  expect(istiodAddress("istio-system")).toBe(defaultProxyConfig.discoveryAddress);
  expect(istiodAddress("mesh", "r1")).toBe("istiod-r1.mesh.svc:15012");
});

test("merges settings by field and metadata by name", () => {
  const base = mergeProxyConfig(defaultProxyConfig, {
    proxyMetadata: { A: "1", B: "1" },
    tracing: { zipkin: { address: "z:1" }, sampling: 5 },
    concurrency: 2,
  });
  const own = { proxyMetadata: { B: "2" }, tracing: { sampling: 10 }, drainDuration: "1m" };
  expect(withoutDefaults(mergeProxyConfig(base, own))).toEqual({
    proxyMetadata: { A: "1", B: "2" },
    tracing: { sampling: 10 },
    concurrency: 2,
    drainDuration: "60s",
  });
});

test("one way to name spans replaces the other", () => {
  const named = mergeProxyConfig(defaultProxyConfig, { tracingServiceName: "APP_LABEL_AND_NAMESPACE" });
  expect(withoutDefaults(named)).toEqual({ tracingServiceName: "APP_LABEL_AND_NAMESPACE" });
  expect(withoutDefaults(mergeProxyConfig(named, { serviceCluster: "c" }))).toEqual({ serviceCluster: "c" });
});

test("omits defaults and empty values", () => {
  const given = {
    ...defaultProxyConfig,
    interceptionMode: "REDIRECT" as const,
    statsdUdpAddress: "",
    extraStatTags: [],
    drainDuration: "0m45s",
    terminationDrainDuration: "1500ms",
    concurrency: 0,
  };
  expect(withoutDefaults(mergeProxyConfig(defaultProxyConfig, given))).toEqual({
    concurrency: 0,
    terminationDrainDuration: "1.500s",
  });
});

test("reports all problems with their paths", () => {
  expect(
    proxyConfigProblems({
      drainDuration: "1500ms",
      statusPort: 0,
      concurrency: "2",
      interceptionMode: "OFF",
      proxyMetadata: { A: 1 },
      tracing: { zipkin: { adress: "z:1" }, sampling: 101 },
      proxyStatMatcher: {},
    }),
  ).toEqual([
    'drainDuration: found "1500ms"; expected a duration of 1s or more, in whole seconds, such as "1s" or "1m30s"',
    'concurrency: found "2"; expected an integer, 0 to 2147483647',
    'interceptionMode: found "OFF"; expected one of REDIRECT, TPROXY, NONE',
    "tracing.zipkin.adress: found an unknown field. Did you mean address?",
    "tracing.sampling: found 101; expected a percentage, 0 to 100",
    "proxyMetadata.A: found 1; expected text",
    "statusPort: found 0; expected an integer, 1 to 65535",
    "proxyStatMatcher: found an unknown field. Did you mean proxyStatsMatcher?",
  ]);
  expect(proxyConfigProblems("x")).toEqual(['found "x"; expected a mapping of its fields']);
});
