import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Secret } from "../../runtime/protocol/values";
import { TestRancher } from "./fakeServer";
import {
  accessControl,
  environmentInputs,
  environmentWith,
  hostInputs,
  newResource,
  registrationInputs,
} from "./resources";

let rancher: TestRancher;
beforeEach(async () => (rancher = await TestRancher.start()));
afterEach(() => rancher.stop());

const fake = () => rancher.fake;

describe("access control", () => {
  test("is enabled once, and closes the API to requests without credentials", async () => {
    const resource = await accessControl(rancher);
    expect(resource.outputs).toMatchObject({ provider: "localauthconfig", version: "v1.6.30" });
    expect((await fetch(`${rancher.url}/v2-beta/projects`)).status).toBe(401);
    expect(await resource.up({ server: rancher.admin })).toBe("same");
    expect(fake().requests.filter((line) => line.startsWith("POST /v2-beta/localauthconfigs"))).toHaveLength(
      1,
    );
  });

  test("is enabled again after it was disabled", async () => {
    const resource = await accessControl(rancher);
    fake().store.security = false;
    expect(await resource.up({ server: rancher.admin })).toBe("update");
    expect(fake().store.security).toBe(true);
  });

  test("a wrong password is one error about the credentials, without the password", async () => {
    await accessControl(rancher);
    const other = newResource("RancherAccessControl");
    const failed = other.up({ server: { ...rancher.admin, password: "another one" } });
    await expect(failed).rejects.toThrow(
      /the server does not accept the credentials: is "admin" with this password the administrator of this server\?/,
    );
    await expect(failed).rejects.not.toThrow(/another one/);
  });

  test("waits for a server that starts, and shows its progress", async () => {
    fake().faults.set({ kind: "html", times: 3 });
    const resource = await accessControl(rancher);
    expect(resource.messages.join("\n")).toMatch(
      /waiting for the Rancher server at http:\S+: \/ping: found 200; expected pong/,
    );
  });

  test("distinguishes a server that is not Rancher 1.6 from one that starts", async () => {
    fake().faults.set({ kind: "none" });
    const resource = newResource("RancherAccessControl");
    fake().faults.inject = async (path, response) => {
      if (path === "/ping") return false;
      response.writeHead(404, { "content-type": "application/json" }).end("{}");
      return true;
    };
    await expect(resource.up({ server: rancher.admin })).rejects.toThrow(/it is not Rancher 1\.6/);
  });

  test.each<["500" | "html" | "slow" | "cut", RegExp]>([
    ["500", /it answers 500: ServerError, out of order/],
    ["html", /it answers 200 with an HTML page/],
    ["slow", /it did not answer in 0\.2 s/],
    ["cut", /other side closed|UND_ERR_SOCKET|ECONNRESET/],
  ])("reports an API that answers %s in one clear error, in time", async (kind, message) => {
    fake().faults.set({ kind, path: "^/v2-beta/projects", ms: 5_000 });
    await accessControl(rancher);
    const limits = { requestTimeoutSeconds: kind === "slow" ? 0.2 : 30, unavailableSeconds: 1 };
    const server = { ...rancher.admin, ...limits, advice: "Look at its container" };
    const failed = newResource("RancherEnvironment").up({ ...environmentInputs(rancher), server });
    await expect(failed).rejects.toThrow(message);
    await expect(failed).rejects.toThrow(
      /the Rancher server at http:\S+ cannot be used.*1 s\)\. Look at its container$/,
    );
    fake().faults.set({ kind: "none" });
  });

  test("reports a closed port", async () => {
    // Port 1 is reserved: another process can take the port of a server that has ended.
    const server = { ...rancher.admin, url: "http://127.0.0.1:1", unavailableSeconds: 0.5 };
    await expect(newResource("RancherAccessControl").up({ server })).rejects.toThrow(/ECONNREFUSED/);
  });

  test.each([
    [{ url: "ftp://rancher" }, /server.url: must be an http or https URL/],
    [{ username: "admin" }, /must have either username and password, or accessKey and secretKey/],
    [
      { username: "admin", password: "a", accessKey: "b", secretKey: "c" },
      /must have either username and password/,
    ],
  ])("rejects wrong inputs: %j", async (server, message) => {
    const inputs = { server: { url: "http://rancher:8080", ...server } as Record<string, string> };
    await expect(newResource("RancherAccessControl").up(inputs)).rejects.toThrow(message);
  });
});

describe("an API key", () => {
  const inputs = () => ({ server: rancher.admin, name: "kubectl: dev" });

  test("is created, secret and usable, and is deleted", async () => {
    await accessControl(rancher);
    const resource = newResource("RancherApiKey");
    expect(await resource.up(inputs())).toBe("create");
    expect(resource.state!.outputs.accessKey).toBeInstanceOf(Secret);
    expect(resource.state!.outputs.secretKey).toBeInstanceOf(Secret);
    const { accessKey, secretKey } = resource.outputs as Record<string, string>;
    const authorization = `Basic ${Buffer.from(`${accessKey}:${secretKey}`).toString("base64")}`;
    const ask = () => fetch(`${rancher.url}/v2-beta/projects`, { headers: { authorization } });
    expect((await ask()).status).toBe(200);
    expect(await resource.up(inputs())).toBe("same");
    expect(await resource.refresh()).toBe(true);

    // A key can also create another one, which is how an existing server is used.
    const server = { url: rancher.url, accessKey: accessKey!, secretKey: secretKey! };
    const second = newResource("RancherApiKey", "second");
    await second.up({ server, name: "second" });
    await second.destroy();

    await resource.destroy();
    expect((await ask()).status).toBe(401);
  });

  test("is created again after it was removed manually", async () => {
    await accessControl(rancher);
    const resource = newResource("RancherApiKey");
    await resource.up(inputs());
    fake().store.items = fake().store.items.filter(({ type }) => type !== "apiKey");
    expect(await resource.refresh()).toBe(false);
    await resource.up(inputs());
    fake().store.items = fake().store.items.filter(({ type }) => type !== "apiKey");
    expect(await resource.up(inputs())).toBe("replace");
  });

  test("a key with a lost response is deleted, so that one remains", async () => {
    await accessControl(rancher);
    const lost = newResource("RancherApiKey");
    await lost.up(inputs());
    const resource = newResource("RancherApiKey");
    expect(await resource.findInterrupted(inputs())).toBe(true);
    expect(await resource.up(inputs())).toBe("replace");
    expect(resource.outputs.secretKey).not.toBe("");
    const keys = fake()
      .store.of("apiKey")
      .filter(({ removed }) => removed === undefined);
    expect(keys.map(({ id }) => id)).toEqual([resource.outputs.keyId]);
  });

  test("rejects an environment's key with an explanation", async () => {
    await accessControl(rancher);
    fake().store.add("apiKey", "1a5", { publicValue: "env", secretValue: "key" }, "active");
    const server = { url: rancher.url, accessKey: "env", secretKey: "key" };
    await expect(newResource("RancherApiKey").up({ server, name: "x" })).rejects.toThrow(
      /the account may not do this \(403\)/,
    );
    const wrong = { url: rancher.url, accessKey: "env", secretKey: "no" };
    await expect(newResource("RancherApiKey").up({ server: wrong, name: "x" })).rejects.toThrow(
      /does not accept the credentials: is the API key .* one of this server's, active/,
    );
  });
});

describe("a setting", () => {
  const inputs = (value: string) => ({ server: rancher.admin, name: "api.host", value });
  const value = () => fake().store.get("setting", "api.host")!.fields.value;

  test("is set, kept and changed, and deletion restores the previous value", async () => {
    await accessControl(rancher);
    fake().store.get("setting", "api.host")!.fields = {
      name: "api.host",
      value: "http://before",
      inDb: true,
    };
    const resource = newResource("RancherSetting");
    await resource.up(inputs("http://a"));
    expect(value()).toBe("http://a");
    expect(await resource.up(inputs("http://a"))).toBe("same");
    fake().store.get("setting", "api.host")!.fields.value = "http://elsewhere";
    expect(await resource.up(inputs("http://a"))).toBe("update");
    await resource.up(inputs("http://b"));
    expect(value()).toBe("http://b");
    await resource.destroy();
    expect(value()).toBe("http://before");
  });

  test("restores the server's default", async () => {
    await accessControl(rancher);
    const resource = newResource("RancherSetting");
    await resource.up(inputs("http://a"));
    await resource.destroy();
    expect(value()).toBe("");
  });

  test("reports a setting that the server does not know", async () => {
    await accessControl(rancher);
    const failed = newResource("RancherSetting").up({ server: rancher.admin, name: "no.such", value: "" });
    await expect(failed).rejects.toThrow(/has no setting no\.such/);
  });
});

test("starts an expired session again, once", async () => {
  await accessControl(rancher);
  const env = newResource("RancherEnvironment");
  // The first request lists templates; the second one is inside the session.
  fake().faults.set({ kind: "401", path: "^/v2-beta/projects$", times: 1 });
  await env.up(environmentInputs(rancher));
  expect(fake().requests.filter((line) => line === "POST /v2-beta/token").length).toBeGreaterThan(2);
  fake().faults.set({ kind: "401", path: "^/v2-beta/projects" });
  await expect(env.refresh()).rejects.toThrow(/does not accept the credentials: is "admin"/);
});

describe("a server that no longer exists", () => {
  const unreachable = () => ({ ...rancher.admin, unavailableSeconds: 0.3 });

  test("deletion succeeds only if the server is deleted too", async () => {
    const { id } = await environmentWith(rancher, "a");
    const types: [string, Record<string, unknown>][] = [
      ["RancherEnvironment", { ...environmentInputs(rancher), environmentId: id }],
      ["RancherRegistration", registrationInputs(rancher, id)],
      ["RancherHost", hostInputs(rancher, id)],
      ["RancherSetting", { name: "api.host", value: "http://a" }],
      ["RancherApiKey", { name: "a key" }],
    ];
    const resources = [];
    for (const [type, { environmentId, ...inputs }] of types) {
      const own =
        type === "RancherEnvironment" ? inputs : { ...inputs, ...(environmentId ? { environmentId } : {}) };
      for (const deleteUnreachable of [true, false]) {
        const resource = newResource(type);
        await resource.up({ ...own, server: { ...unreachable(), deleteUnreachable } } as never);
        resources.push({ resource, deleteUnreachable });
      }
    }
    await rancher.stop();
    for (const { resource, deleteUnreachable } of resources) {
      if (!deleteUnreachable)
        await expect(resource.destroy()).rejects.toThrow(/cannot be used: ECONNREFUSED/);
      else {
        await resource.destroy();
        expect(resource.messages.join("\n")).toMatch(
          /warning: .*Its resources there count as deleted with it/,
        );
      }
    }
  });

  test("tolerates a restart of the server", async () => {
    await rancher.stop();
    const dataDirectory = mkdtempSync(join(tmpdir(), "rancher-"));
    rancher = await TestRancher.start({ dataDirectory });
    await accessControl(rancher);
    const created = newResource("RancherEnvironment").up(environmentInputs(rancher));
    rancher = await rancher.startAgain();
    await created;
    await rancher.stop();
    rmSync(dataDirectory, { recursive: true });
    const names = fake()
      .store.of("project")
      .map(({ fields }) => fields.name);
    expect(names).toEqual(["Default", "kubernetes"]);
  });
});
