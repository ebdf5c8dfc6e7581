import { Secret, UNKNOWN, type PropertyMap, type PropertyValue } from "../../protocol/values";
import { checkProviderConfig, parseProviderConfig } from "./config";

test.each<[string, PropertyMap, string, RegExp]>([
  ["an unsupported host", { host: "ftp://x" }, "host", /expected unix:\/\/, tcp:\/\/ or ssh:\/\//],
  ["a key without a certificate", { keyMaterial: "k" }, "certMaterial", /is missing/],
  [
    "a path and content",
    { certPath: "/c", certMaterial: "c", keyMaterial: "k" },
    "certPath",
    /cannot be combined/,
  ],
  ["an unknown key", { hots: "x" }, "hots", /did you mean host\?/],
  ["text that is not JSON", { registryAuth: "[{" }, "registryAuth", /must be a list/],
  [
    "an entry without an address",
    { registryAuth: '[{"username":"u"}]' },
    "registryAuth[0].address",
    /is missing/,
  ],
])("reports %s as one failure", (_, args, property, reason) => {
  expect(checkProviderConfig(args)).toEqual([{ property, reason: expect.stringMatching(reason) }]);
});

test.each<[PropertyMap, string, string]>([
  [
    { registryAuth: new Secret('{"address":"a","password":"hush"}') },
    "registryAuth",
    "is [secret]; it must be a list",
  ],
  [{ registryAuth: '{"address":"a","password":"hush"}' }, "registryAuth", "is a map; it must be a list"],
  [
    { registryAuth: [{ address: "a", password: ["hush"] }] },
    "registryAuth[0].password",
    "is a list; it must be a string",
  ],
  [{ host: new Secret("hush") }, "host", "is [secret]; expected unix://, tcp:// or ssh://"],
])("hides the secrets of %j", (args, property, reason) => {
  expect(checkProviderConfig(args)).toEqual([{ property, reason }]);
});

test("accepts JSON texts, secrets and unknown values, as the SDK sends them", () => {
  const args = {
    host: UNKNOWN,
    sshOpts: '["-i","key"]',
    disableDockerDaemonCheck: "true",
    registryAuth: new Secret('[{"address":"r.example","username":"u","password":"p"}]'),
    version: "5.2.0",
  };
  expect(checkProviderConfig(args)).toEqual([]);
  expect(parseProviderConfig(args, {})).toMatchObject({
    sshOpts: ["-i", "key"],
    registryAuth: [{ address: "r.example", username: "u", password: "p" }],
  });
});

test.each<[PropertyValue]>([["x"], ["[{"], ["{}"], [{}], [1]])(
  "ignores the credentials %j, which the check reports",
  (registryAuth) => {
    expect(parseProviderConfig({ registryAuth }, {}).registryAuth).toEqual([]);
    expect(checkProviderConfig({ registryAuth })).toMatchObject([{ property: "registryAuth" }]);
  },
);

test("the environment supplies unset arguments", () => {
  const environment = {
    DOCKER_HOST: "tcp://h:1",
    DOCKER_CONTEXT: "c",
    DOCKER_CERT_PATH: "/certs",
    DOCKER_SSH_OPTS: "-v -4",
    DOCKER_REGISTRY_USER: "u",
    DOCKER_REGISTRY_PASS: "p",
  };
  expect(parseProviderConfig({ registryAuth: '[{"address":"r"}]' }, environment)).toMatchObject({
    host: "tcp://h:1",
    context: "c",
    certPath: "/certs",
    sshOpts: ["-v", "-4"],
    registryAuth: [{ address: "r", username: "u", password: "p" }],
  });
  expect(parseProviderConfig({ host: "unix:///s" }, environment).host).toBe("unix:///s");
  expect(parseProviderConfig({}, {}).host).toBe("unix:///var/run/docker.sock");
});
