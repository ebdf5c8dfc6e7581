import fc from "fast-check";
import { ConfigError, readConfig, serviceNames } from "./config";

test("defaults to port 9080 and the services' own names", () => {
  expect(readConfig(["productpage"], { HOSTNAME: "productpage-v1-1" })).toEqual({
    service: "productpage",
    version: "v1",
    port: 9080,
    listenAddress: undefined,
    podName: "productpage-v1-1",
    clusterName: undefined,
    upstreams: {
      details: "http://details:9080",
      reviews: "http://reviews:9080",
      ratings: "http://ratings:9080",
    },
    drainSeconds: 3,
  });
});

test("the environment overrides defaults, and the command line overrides the port", () => {
  const env = {
    PORT: "8000",
    SERVICE_VERSION: "v3",
    LISTEN_ADDRESS: "127.0.0.1",
    CLUSTER_NAME: "east",
    SERVICES_DOMAIN: "shop.svc.cluster.local",
    RATINGS_HOSTNAME: "stars",
    RATINGS_SERVICE_PORT: "81",
    DETAILS_HOSTNAME: "", // as absent
    DRAIN_SECONDS: "0",
  };
  expect(readConfig(["reviews"], env)).toMatchObject({
    version: "v3",
    port: 8000,
    listenAddress: "127.0.0.1",
    clusterName: "east",
    upstreams: {
      details: "http://details.shop.svc.cluster.local:9080",
      ratings: "http://stars.shop.svc.cluster.local:81",
    },
    drainSeconds: 0,
  });
  expect(readConfig(["reviews", "0"], env).port).toBe(0);
});

test.each<[what: string, args: string[], env: Record<string, string>, message: RegExp]>([
  ["no service", [], {}, /allowed: SERVICE \[PORT\].*productpage, details, reviews, ratings/],
  ["an unknown service", ["stars"], {}, /found "stars"; allowed: SERVICE/],
  ["too much", ["details", "1", "2"], {}, /found "details 1 2"/],
  ["a port that is none", ["details", "http"], {}, /second argument: found "http"; allowed: a whole number/],
  ["a port too high", ["details"], { PORT: "65536" }, /PORT: found "65536".*0 to 65535/],
  ["an unknown version", ["reviews"], { SERVICE_VERSION: "v4" }, /SERVICE_VERSION: found "v4".*v1, v2, v3/],
  ["a host that is none", ["details"], { RATINGS_HOSTNAME: "a/b" }, /RATINGS_HOSTNAME.*"a\/b"/],
  ["an upstream's port", ["details"], { RATINGS_SERVICE_PORT: "-1" }, /RATINGS_SERVICE_PORT: found "-1"/],
])("rejects %s with one line", (_, args, env, message) => {
  expect(() => readConfig(args, env)).toThrow(ConfigError);
  expect(() => readConfig(args, env)).toThrow(message);
});

test("any environment is rejected or results in valid URLs of its host and port", () => {
  const text = fc.oneof(fc.string(), fc.domain(), fc.nat(70_000).map(String));
  const env = fc.record({ SERVICES_DOMAIN: text, DETAILS_HOSTNAME: text, DETAILS_SERVICE_PORT: text });
  fc.assert(
    fc.property(fc.constantFrom(...serviceNames), env, (service, variables) => {
      try {
        const { details } = readConfig([service], variables).upstreams;
        const { hostname, protocol, port, pathname, username } = new URL(details);
        expect({ protocol, pathname, username }).toEqual({ protocol: "http:", pathname: "/", username: "" });
        expect(Number(port || 80)).toBe(Number(variables.DETAILS_SERVICE_PORT || 9080));
        const { DETAILS_HOSTNAME: host, SERVICES_DOMAIN: domain } = variables;
        expect(hostname).toBe(`${host || "details"}${domain && `.${domain}`}`.toLowerCase());
      } catch (error) {
        expect(error).toBeInstanceOf(ConfigError);
      }
    }),
  );
});
