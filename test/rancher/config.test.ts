import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { parseStackConfig } from "../../stacks/config/parse";

const hosts = [{ name: "a" }];
const server = { address: "192.0.2.10", adminPassword: "s3cret" };
const config = (cluster: object) => () =>
  parseStackConfig({ cluster: { driver: "rancher", hosts, ...cluster } });

test("has the documented defaults", () => {
  expect(config({ server })().cluster).toEqual({
    driver: "rancher",
    server: { image: "rancher/server:v1.6.30", port: 8080, adminUsername: "admin", ...server },
    environment: "kubernetes",
    template: "Kubernetes",
    hosts,
    timeouts: { server: 300, environment: 600, host: 600, kubernetes: 1200 },
  });
});

test("the stack file is valid as shipped", () => {
  const file = parse(readFileSync(join(__dirname, "../../stacks/Pulumi.rancher.yaml"), "utf8")) as {
    config: Record<string, unknown>;
  };
  const given = Object.entries(file.config).map(([key, value]) => [key.replace("meshstack:", ""), value]);
  expect(parseStackConfig(Object.fromEntries(given) as Record<string, unknown>).cluster.driver).toBe(
    "rancher",
  );
});

test.each<[string, object, RegExp]>([
  ["no server", {}, /cluster\.server: found nothing; expected either server or existing/],
  [
    "two servers",
    { server, existing: { url: "https://r", accessKey: "a", secretKey: "b" } },
    /cluster\.existing: found "https:\/\/r"; expected either/,
  ],
  [
    "loopback",
    { server: { ...server, address: "127.0.0.1" } },
    /cluster\.server\.address: found "127\.0\.0\.1"/,
  ],
  [
    "a URL",
    { server: { ...server, address: "http://r:8080" } },
    /address: found .*; expected a name or IPv4 address/,
  ],
  ["no host", { server, hosts: [] }, /cluster\.hosts/],
  [
    "a duplicate host",
    { server, hosts: [{ name: "a" }, { name: "a" }] },
    /cluster\.hosts\[1\]\.name: found "a"; expected each name only once/,
  ],
  [
    "a wrong limit",
    { server, timeouts: { host: 0 } },
    /cluster\.timeouts\.host: found 0; expected a number of seconds/,
  ],
])("rejects %s", (_, cluster, message) => {
  expect(config(cluster)).toThrow(message);
});

test("does not show a secret of the wrong type", () => {
  const wrong = config({ server: { ...server, adminPassword: 12345678 } });
  expect(wrong).toThrow(/adminPassword: found "number \(not shown\)"/);
  expect(wrong).not.toThrow(/12345678/);
});
