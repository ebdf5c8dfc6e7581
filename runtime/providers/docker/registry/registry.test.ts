import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { credentialsFor } from "./credentials";
import { isOf, pullError } from "./pull";

const HUB = "https://index.docker.io/v1/";

describe("registry credentials", () => {
  const folder = mkdtempSync(join(tmpdir(), "docker-credentials-"));
  const path = process.env.PATH;
  afterAll(() => rmSync(folder, { recursive: true }));
  afterEach(() => (process.env.PATH = path));
  const auth = (login: string) => Buffer.from(login).toString("base64");
  const write = (content: object): string => {
    writeFileSync(join(folder, "config.json"), JSON.stringify(content));
    return folder;
  };

  test("of the provider take precedence over those of the Docker CLI", async () => {
    const dockerConfig = write({ auths: { "https://r.example/v2/": { auth: auth("cli:1") } } });
    const registryAuth = [{ address: "https://r.example", username: "me", password: "2" }];
    const named = { serveraddress: "r.example", username: "me", password: "2" };
    expect(await credentialsFor("r.example", { registryAuth, dockerConfig })).toEqual(named);
    const cli = { serveraddress: "r.example", username: "cli", password: "1" };
    expect(await credentialsFor("r.example", { registryAuth: [], dockerConfig })).toEqual(cli);
    expect(await credentialsFor("other", { registryAuth, dockerConfig })).toBeUndefined();
    const disabled = [{ address: "r.example", authDisabled: true }];
    expect(await credentialsFor("r.example", { registryAuth: disabled, dockerConfig })).toBeUndefined();
    const content = JSON.stringify({ auths: { "r.example": { auth: auth("content:a:b") } } });
    const byContent = [{ address: "r.example", configFileContent: content }];
    expect(await credentialsFor("r.example", { registryAuth: byContent, dockerConfig })).toMatchObject({
      username: "content",
      password: "a:b",
    });
  });

  test("of Docker Hub match each of its names", async () => {
    const dockerConfig = write({ auths: { [HUB]: { auth: auth("u:p") } } });
    for (const registry of ["docker.io", "index.docker.io"]) {
      const found = await credentialsFor(registry, { registryAuth: [], dockerConfig });
      expect(found).toEqual({ serveraddress: HUB, username: "u", password: "p" });
    }
  });

  test("come from a credential helper", async () => {
    const helper = join(folder, "docker-credential-test");
    writeFileSync(
      helper,
      `#!/bin/sh\nread address\n[ "$1 $address" = "get r.example" ] && echo '{"Username":"<token>","Secret":"t"}' ||
       { echo "credentials not found in native keychain"; exit 1; }\n`,
    );
    chmodSync(helper, 0o755);
    process.env.PATH = `${folder}:${path}`;
    const dockerConfig = write({
      credHelpers: { "r.example": "test", "other.example": "test" },
      credsStore: "missing",
    });
    const config = { registryAuth: [], dockerConfig };
    expect(await credentialsFor("r.example", config)).toEqual({
      serveraddress: "r.example",
      identitytoken: "t",
    });
    expect(await credentialsFor("other.example", config)).toBeUndefined();
    await expect(credentialsFor("third.example", config)).rejects.toThrow(
      /the credential helper docker-credential-missing in Docker's configuration cannot run/,
    );
  });

  test("of a helper whose answer is not JSON cause an error without secrets", async () => {
    writeFileSync(join(folder, "docker-credential-loud"), "#!/bin/sh\necho hunter2\n", { mode: 0o755 });
    process.env.PATH = `${folder}:${path}`;
    const dockerConfig = write({ credsStore: "loud" });
    await expect(credentialsFor("r", { registryAuth: [], dockerConfig })).rejects.toThrow(
      /^the credential helper docker-credential-loud: found an answer that is not JSON; expected Username and Secret\.$/,
    );
  });

  test("that cannot be read cause an error without secrets", async () => {
    const registryAuth = [{ address: "r", configFileContent: '{"auths": hunter2' }];
    const error = await credentialsFor("r", { registryAuth }).catch((reason: Error) => reason);
    expect(String(error)).toMatch(/cannot be read from configFileContent/);
    expect(String(error)).not.toMatch(/hunter2/);
    const missing = [{ address: "r", configFile: "/nowhere.json" }];
    await expect(credentialsFor("r", { registryAuth: missing })).rejects.toThrow(
      /cannot be read from \/nowhere\.json/,
    );
  });
});

test.each([
  [
    "pull access denied for a",
    false,
    /needs credentials \(registryAuth of docker\.Provider with the address r/,
  ],
  ["unauthorized: incorrect username or password", true, /the credentials for r are right and may read it/],
  ["toomanyrequests: You have reached your limit", false, /mirror/],
  ["manifest for r/a:1 not found: manifest unknown", false, /the name, the tag and the platform/],
  ["dial tcp: lookup r: no such host", false, /must reach the registry: .*docker load/],
])("a registry's error %j gets a hint", (answer, hasCredentials, advice) => {
  const { message } = pullError("r/a:1", "r", answer, hasCredentials);
  expect(message).toContain(`the image r/a:1 cannot be pulled: r answered: ${answer}. `);
  expect(message).toMatch(advice);
});

test.each([
  ["linux/amd64", true],
  ["linux/arm64", false],
  ["windows/amd64", false],
  ["linux/amd64/v2", false],
])("an image for linux/amd64 matches the platform %s: %s", (platform, is) => {
  expect(isOf({ Os: "linux", Architecture: "amd64" } as Parameters<typeof isOf>[0], platform)).toBe(is);
});
