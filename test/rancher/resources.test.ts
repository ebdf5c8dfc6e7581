import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Secret } from "../../runtime/protocol/values";
import { TestResource } from "../support/testResource";
import { TestRancher } from "./fakeServer";

let rancher: TestRancher;
beforeEach(async () => (rancher = await TestRancher.start()));
afterEach(() => rancher.stop());

const newResource = (type: string, name?: string) => new TestResource(`local:index:${type}`, "/", name);
const fake = () => rancher.fake;

/** Enables access control with its administrator. */
async function accessControl(): Promise<TestResource> {
  const resource = newResource("RancherAccessControl");
  await resource.up({ server: rancher.admin });
  return resource;
}
const environmentInputs = () => ({
  server: rancher.admin,
  name: "kubernetes",
  template: "Kubernetes",
  owner: "this test",
});
async function environment(): Promise<TestResource> {
  await accessControl();
  const resource = newResource("RancherEnvironment");
  await resource.up(environmentInputs());
  return resource;
}
const registrationInputs = (environmentId: unknown) => ({
  server: rancher.admin,
  environmentId: environmentId as string,
  name: "meshstack",
});
const hostInputs = (environmentId: unknown, name = "a") => ({
  server: rancher.admin,
  environmentId: environmentId as string,
  name,
  label: { name: "meshstack.host", value: `dev-${name}` },
  advice: "Look at the container",
  timeoutSeconds: 20,
});
const labels = (name = "a") => ({ "meshstack.host": `dev-${name}` });

/** Creates an environment with registered hosts. */
async function environmentWith(...names: string[]) {
  const env = await environment();
  const id = env.outputs.environmentId as string;
  const registration = newResource("RancherRegistration");
  await registration.up(registrationInputs(id));
  const hosts = await Promise.all(
    names.map(async (name) => {
      await rancher.addHost(registration.outputs.registrationUrl as string, {
        hostname: `host-${name}`,
        labels: labels(name),
      });
      const host = newResource("RancherHost", name);
      await host.up(hostInputs(id, name));
      return host;
    }),
  );
  return { env, id, registration, hosts };
}

describe("access control", () => {
  test("is enabled once, and closes the API to requests without credentials", async () => {
    const resource = await accessControl();
    expect(resource.outputs).toMatchObject({ provider: "localauthconfig", version: "v1.6.30" });
    expect((await fetch(`${rancher.url}/v2-beta/projects`)).status).toBe(401);
    expect(await resource.up({ server: rancher.admin })).toBe("same");
    expect(fake().requests.filter((line) => line.startsWith("POST /v2-beta/localauthconfigs"))).toHaveLength(
      1,
    );
  });

  test("is enabled again after it was disabled", async () => {
    const resource = await accessControl();
    fake().store.security = false;
    expect(await resource.up({ server: rancher.admin })).toBe("update");
    expect(fake().store.security).toBe(true);
  });

  test("a wrong password is one error about the credentials, without the password", async () => {
    await accessControl();
    const other = newResource("RancherAccessControl");
    const failed = other.up({ server: { ...rancher.admin, password: "another one" } });
    await expect(failed).rejects.toThrow(
      /the server does not accept the credentials: is "admin" with this password the administrator of this server\?/,
    );
    await expect(failed).rejects.not.toThrow(/another one/);
  });

  test("waits for a server that starts, and shows its progress", async () => {
    fake().faults.set({ kind: "html", times: 3 });
    const resource = await accessControl();
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
    await accessControl();
    const limits = { requestTimeoutSeconds: kind === "slow" ? 0.2 : 30, unavailableSeconds: 1 };
    const server = { ...rancher.admin, ...limits, advice: "Look at its container" };
    const failed = newResource("RancherEnvironment").up({ ...environmentInputs(), server });
    await expect(failed).rejects.toThrow(message);
    await expect(failed).rejects.toThrow(
      /the Rancher server at http:\S+ cannot be used.*1 s\)\. Look at its container$/,
    );
    fake().faults.set({ kind: "none" });
  });

  test("reports a closed port", async () => {
    const server = { ...rancher.admin, unavailableSeconds: 0.5 };
    await rancher.stop();
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
    await accessControl();
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
    await accessControl();
    const resource = newResource("RancherApiKey");
    await resource.up(inputs());
    fake().store.items = fake().store.items.filter(({ type }) => type !== "apiKey");
    expect(await resource.refresh()).toBe(false);
    await resource.up(inputs());
    fake().store.items = fake().store.items.filter(({ type }) => type !== "apiKey");
    expect(await resource.up(inputs())).toBe("replace");
  });

  test("a key with a lost response is deleted, so that one remains", async () => {
    await accessControl();
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
    await accessControl();
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
    await accessControl();
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
    await accessControl();
    const resource = newResource("RancherSetting");
    await resource.up(inputs("http://a"));
    await resource.destroy();
    expect(value()).toBe("");
  });

  test("reports a setting that the server does not know", async () => {
    await accessControl();
    const failed = newResource("RancherSetting").up({ server: rancher.admin, name: "no.such", value: "" });
    await expect(failed).rejects.toThrow(/has no setting no\.such/);
  });
});

describe("an environment", () => {
  test("is created from its template once the catalog is loaded, and the next up keeps it", async () => {
    const resource = await environment();
    const { environmentId } = resource.outputs as { environmentId: string };
    const project = fake().store.get("project", environmentId)!;
    const template = fake().store.get("projectTemplate", String(project.fields.projectTemplateId))!;
    expect(template.fields.name).toBe("Kubernetes");
    expect(resource.messages.join("\n")).toContain(
      "the project template Kubernetes does not exist (the server is loading its catalog)",
    );
    expect(resource.messages.join("\n")).toMatch(/the environment kubernetes is (registering|activating)/);
    expect(await resource.up(environmentInputs())).toBe("same");
    await resource.destroy();
    expect(fake().store.get("project", environmentId)).toBeUndefined();
  });

  test("reports a missing template, with the existing ones", async () => {
    await accessControl();
    const inputs = { ...environmentInputs(), template: "Nomad", timeoutSeconds: 1 };
    await expect(newResource("RancherEnvironment").up(inputs)).rejects.toThrow(
      "the project template Nomad does not exist (found Cattle, Kubernetes, Mesos) after 1 s",
    );
  });

  test("does not change an environment of the same name and another owner", async () => {
    await accessControl();
    const inputs = { ...environmentInputs(), name: "Default" };
    await expect(newResource("RancherEnvironment").up(inputs)).rejects.toThrow(
      /already has an environment Default \(1a5\), which this stack did not create: choose another name/,
    );
    expect(fake().requests.some((line) => line.startsWith("POST /v2-beta/projects"))).toBe(false);
  });

  test("is found after a kill at any point of its creation", async () => {
    await accessControl();
    fake().faults.set({ kind: "cut", path: "^/v2-beta/projects/1a", times: 1000 });
    const inputs = { ...environmentInputs(), server: { ...rancher.admin, unavailableSeconds: 0.3 } };
    await expect(newResource("RancherEnvironment").up(inputs)).rejects.toThrow(/cannot be used/);
    fake().faults.set({ kind: "none" });
    const resource = newResource("RancherEnvironment");
    expect(await resource.findInterrupted(environmentInputs())).toBe(true);
    await resource.up(environmentInputs());
    expect(
      fake()
        .store.of("project")
        .map(({ state }) => state),
    ).toEqual(["active", "active"]);
    // Without a continuation it can be deleted.
    const other = newResource("RancherEnvironment");
    await other.findInterrupted(environmentInputs());
    await other.destroy();
    expect(
      fake()
        .store.of("project")
        .map(({ state }) => state),
    ).toEqual(["active", "purged"]);
  });

  test("a lost response of its creation causes no second one", async () => {
    await accessControl();
    const { store } = fake();
    const add = store.add.bind(store);
    let lost = 1;
    store.add = (type, ...rest) => {
      const item = add(type, ...rest);
      // It is created, but the response is 500.
      if (type === "project" && lost-- > 0) throw new Error("out of order");
      return item;
    };
    await newResource("RancherEnvironment").up(environmentInputs());
    expect(store.of("project")).toHaveLength(2);
  });

  test("is created again after manual removal, and activated after deactivation", async () => {
    const resource = await environment();
    const project = fake().store.get("project", String(resource.outputs.environmentId))!;
    project.state = "inactive";
    expect(await resource.up(environmentInputs())).toBe("update");
    expect(project.state).toBe("active");
    project.state = "purged";
    expect(await resource.refresh()).toBe(false);
    await resource.up(environmentInputs());
    fake().store.get("project", String(resource.outputs.environmentId))!.state = "purged";
    expect(await resource.up(environmentInputs())).toBe("replace");
  });

  test("deletion evacuates, deactivates and removes its hosts, and removes its stacks", async () => {
    const { env, id } = await environmentWith("a", "b");
    fake().requests.length = 0;
    await env.destroy();
    const steps = fake().requests.filter((line) => !line.startsWith("GET") && !line.includes("/token"));
    expect(steps.slice(0, 6)).toEqual(
      ["1h1", "1h2"].flatMap((host) => [
        `POST /v2-beta/projects/${id}/hosts/${host}/?action=evacuate`,
        `DELETE /v2-beta/projects/${id}/hosts/${host}`,
        `POST /v2-beta/projects/${id}/hosts/${host}/?action=purge`,
      ]),
    );
    expect(steps.slice(6, -3)).toHaveLength(5);
    expect(steps.slice(-3)).toEqual([
      `POST /v2-beta/projects/${id}/?action=deactivate`,
      `DELETE /v2-beta/projects/${id}`,
      `POST /v2-beta/projects/${id}/?action=purge`,
    ]);
    expect(
      fake()
        .store.of("stack")
        .every(({ removed }) => removed !== undefined),
    ).toBe(true);
  });
});

describe("a registration", () => {
  test("has a secret URL and the agent's image; deletion deactivates, removes and purges it", async () => {
    const id = (await environment()).outputs.environmentId;
    const resource = newResource("RancherRegistration");
    await resource.up(registrationInputs(id));
    expect(resource.state!.outputs.registrationUrl).toBeInstanceOf(Secret);
    expect(resource.outputs).toMatchObject({
      image: "rancher/agent:v1.2.11",
      registrationUrl: expect.stringMatching(/^http:.*\/v1\/scripts\/[0-9A-F]+:\d+:[0-9A-F]+$/) as string,
    });
    expect(await resource.up(registrationInputs(id))).toBe("same");
    expect(await newResource("RancherRegistration").findInterrupted(registrationInputs(id))).toBe(true);
    await resource.destroy();
    expect(fake().store.of("registrationToken")[0]!.state).toBe("purged");
  });

  test("is created again after manual deactivation", async () => {
    const id = (await environment()).outputs.environmentId;
    const resource = newResource("RancherRegistration");
    await resource.up(registrationInputs(id));
    fake().store.of("registrationToken")[0]!.state = "inactive";
    expect(await resource.up(registrationInputs(id))).toBe("replace");
  });
});

describe("a host", () => {
  test("waits until its agent works, and outputs its address", async () => {
    const { id, hosts } = await environmentWith("a");
    const [host] = hosts;
    expect(host!.outputs).toMatchObject({ hostname: "host-a", address: "127.0.0.1" });
    expect(await host!.up(hostInputs(id))).toBe("same");
    expect(await host!.refresh()).toBe(true);
    fake().requests.length = 0;
    await host!.destroy();
    expect(fake().requests.filter((line) => !line.startsWith("GET") && !line.includes("/token"))).toEqual([
      `POST /v2-beta/projects/${id}/hosts/1h1/?action=evacuate`,
      `DELETE /v2-beta/projects/${id}/hosts/1h1`,
      `POST /v2-beta/projects/${id}/hosts/1h1/?action=purge`,
    ]);
  });

  test("reports a host that never registers, with the timeout and advice; the next up continues", async () => {
    const id = (await environment()).outputs.environmentId;
    const host = newResource("RancherHost");
    const inputs = { ...hostInputs(id), timeoutSeconds: 0.5 };
    await expect(host.up(inputs)).rejects.toThrow(
      "the host a has not registered yet after 0.5 s. Look at the container",
    );
    expect(host.messages).toContain("info: waiting: the host a has not registered yet");
  });

  test("the next up waits for a silent agent, and deletion works without it", async () => {
    const env = await environment();
    const id = env.outputs.environmentId;
    const registration = newResource("RancherRegistration");
    await registration.up(registrationInputs(id));
    const agent = new AbortController();
    await rancher.addHost(
      registration.outputs.registrationUrl as string,
      { hostname: "host-a", labels: labels() },
      agent.signal,
    );
    const host = newResource("RancherHost");
    await host.up(hostInputs(id));
    agent.abort();
    fake().agents.silence();
    await expect(host.up({ ...hostInputs(id), timeoutSeconds: 0.5 })).rejects.toThrow(
      "the host a is active, its agent is disconnected after 0.5 s. Look at the container",
    );
    await host.destroy();
    expect(fake().store.of("host")[0]!.state).toBe("purged");
  });

  test("activates a host that was deactivated, and waits again for one that was removed", async () => {
    const { id, hosts, registration } = await environmentWith("a");
    const item = fake().store.of("host")[0]!;
    item.state = "inactive";
    expect(await hosts[0]!.up(hostInputs(id))).toBe("update");
    expect(item.state).toBe("active");
    item.state = "purged";
    item.removed = 1;
    const url = registration.outputs.registrationUrl as string;
    const [how] = await Promise.all([
      hosts[0]!.up(hostInputs(id)),
      rancher.addHost(url, { hostname: "host-a", labels: labels() }),
    ]);
    expect(how).toBe("update");
    expect(hosts[0]!.outputs.hostId).toBe("1h2");
  });
});

test("starts an expired session again, once", async () => {
  await accessControl();
  const env = newResource("RancherEnvironment");
  // The first request lists templates; the second one is inside the session.
  fake().faults.set({ kind: "401", path: "^/v2-beta/projects$", times: 1 });
  await env.up(environmentInputs());
  expect(fake().requests.filter((line) => line === "POST /v2-beta/token").length).toBeGreaterThan(2);
  fake().faults.set({ kind: "401", path: "^/v2-beta/projects" });
  await expect(env.refresh()).rejects.toThrow(/does not accept the credentials: is "admin"/);
});

describe("a server that no longer exists", () => {
  const unreachable = () => ({ ...rancher.admin, unavailableSeconds: 0.3 });

  test("deletion succeeds only if the server is deleted too", async () => {
    const { id } = await environmentWith("a");
    const types: [string, Record<string, unknown>][] = [
      ["RancherEnvironment", { ...environmentInputs(), environmentId: id }],
      ["RancherRegistration", registrationInputs(id)],
      ["RancherHost", hostInputs(id)],
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
    await accessControl();
    const created = newResource("RancherEnvironment").up(environmentInputs());
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
