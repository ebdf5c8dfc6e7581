import { register } from "./fake/agent";
import { parseArguments } from "./fake/serverArguments";
import { TestRancher } from "./fakeServer";

/** What the fake rejects: a driver that passes against it does only what the documentation allows. */
describe("the fake of Rancher's API", () => {
  let rancher: TestRancher;
  let token: string;
  beforeEach(async () => {
    rancher = await TestRancher.start({ catalogRequests: 0, pageSize: 100 });
    token = "";
    await ask("POST", "/localauthconfigs", { username: "admin", password: "p", enabled: true });
    token = String((await ask("POST", "/token", { code: "admin:p" })).body.jwt);
  });
  afterEach(() => rancher.stop());

  async function ask(method: string, path: string, body?: unknown, authorization = `Bearer ${token}`) {
    const response = await fetch(`${rancher.url}/v2-beta${path}`, {
      method,
      headers: {
        ...(authorization !== "Bearer " && { authorization }),
        ...(body !== undefined && { "content-type": "application/json" }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }
  /** An active environment with its stacks. */
  async function environment(): Promise<string> {
    const { data } = (await ask("GET", "/projecttemplates?name=Kubernetes")).body as {
      data: { id: string }[];
    };
    const { id } = (await ask("POST", "/projects", { name: "k", projectTemplateId: data[0]!.id })).body;
    while ((await ask("GET", `/projects/${String(id)}`)).body.state !== "active");
    return String(id);
  }

  test.each<[string, string, string, unknown, number, string]>([
    ["an unknown field", "POST", "/projects", { name: "k", colour: "red" }, 422, "InvalidOption"],
    ["a missing field", "POST", "/localauthconfigs", { username: "a" }, 422, "MissingRequired"],
    [
      "a reference to a missing resource",
      "POST",
      "/projects",
      { projectTemplateId: "1pt99" },
      422,
      "InvalidReference",
    ],
    ["an unsupported filter", "GET", "/projects?name=Default", undefined, 422, "InvalidOption"],
    [
      "a field that cannot be changed",
      "PUT",
      "/projects/1a5",
      { projectTemplateId: "1pt2" },
      422,
      "InvalidOption",
    ],
    ["a method that the type does not support", "POST", "/projects/1a5/hosts", {}, 405, "MethodNotAllowed"],
    ["an unknown type", "GET", "/clusters", undefined, 404, "NotFound"],
    ["an unknown resource", "GET", "/projects/1a99", undefined, 404, "NotFound"],
    ["a token without an environment", "POST", "/registrationtokens", {}, 422, "InvalidOption"],
    [
      "an action that the state does not offer",
      "POST",
      "/projects/1a5?action=purge",
      undefined,
      405,
      "MethodNotAllowed",
    ],
    ["a removal before the deactivation", "DELETE", "/projects/1a5", undefined, 405, "MethodNotAllowed"],
    ["a registration with other credentials", "POST", "/register", { key: "k" }, 401, "Unauthorized"],
    [
      "an agent's message with other credentials",
      "POST",
      "/publish",
      { name: "ping.reply" },
      401,
      "Unauthorized",
    ],
  ])("rejects %s", async (_, method, path, body, status, code) => {
    expect(await ask(method, path, body)).toMatchObject({ status, body: { type: "error", code } });
  });

  test("rejects missing and wrong credentials", async () => {
    expect((await ask("GET", "/projects", undefined, "")).status).toBe(401);
    expect((await ask("GET", "/projects", undefined, "Bearer x")).status).toBe(401);
    expect((await ask("POST", "/token", { code: "admin:wrong" }, "")).status).toBe(401);
    await expect(register(`${rancher.url}/v1/scripts/none`, { hostname: "h", labels: {} })).rejects.toThrow(
      /401/,
    );
  });

  test("removes only an inactive, empty environment, one state at a time", async () => {
    const id = await environment();
    expect((await ask("POST", `/projects/${id}?action=deactivate`)).body).toMatchObject({
      state: "deactivating",
      transitioning: "yes",
      actions: {},
    });
    while ((await ask("GET", `/projects/${id}`)).body.state !== "inactive");
    expect(await ask("DELETE", `/projects/${id}`)).toMatchObject({ status: 409, body: { code: "Conflict" } });
  });

  test("returns a secret only once", async () => {
    const key = await ask("POST", "/apikeys", { name: "k" });
    expect(key.body.secretValue).toEqual(expect.any(String));
    expect((await ask("GET", `/apikeys/${String(key.body.id)}`)).body).not.toHaveProperty("secretValue");
  });

  test("accepts the arguments of the server's image", () => {
    expect(parseArguments([])).toBeUndefined();
    expect(parseArguments(["--db-host", "h", "--db-pass", "p"])).toEqual({
      "--db-host": "h",
      "--db-pass": "p",
    });
    expect(() => parseArguments(["--db-port", "1"])).toThrow(/--db-host is missing/);
    expect(() => parseArguments(["--db-host"])).toThrow(/wrong argument --db-host/);
    expect(() => parseArguments(["--advertise", "x"])).toThrow(/wrong argument --advertise/);
  });
});
