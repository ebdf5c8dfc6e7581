import { Secret } from "../../runtime/protocol/values";
import { TestRancher } from "./fakeServer";
import {
  accessControl,
  environment,
  environmentInputs,
  environmentWith,
  hostInputs,
  labels,
  newResource,
  registrationInputs,
} from "./resources";

let rancher: TestRancher;
beforeEach(async () => (rancher = await TestRancher.start()));
afterEach(() => rancher.stop());

const fake = () => rancher.fake;

describe("an environment", () => {
  test("is created from its template once the catalog is loaded, and the next up keeps it", async () => {
    const resource = await environment(rancher);
    const { environmentId } = resource.outputs as { environmentId: string };
    const project = fake().store.get("project", environmentId)!;
    const template = fake().store.get("projectTemplate", String(project.fields.projectTemplateId))!;
    expect(template.fields.name).toBe("Kubernetes");
    expect(resource.messages.join("\n")).toContain(
      "the project template Kubernetes does not exist (the server is loading its catalog)",
    );
    expect(resource.messages.join("\n")).toMatch(/the environment kubernetes is (registering|activating)/);
    expect(await resource.up(environmentInputs(rancher))).toBe("same");
    await resource.destroy();
    expect(fake().store.get("project", environmentId)).toBeUndefined();
  });

  test("reports a missing template, with the existing ones", async () => {
    await accessControl(rancher);
    fake().store.catalog = 0; // The catalog is loaded, so the first answer has all templates.
    const inputs = { ...environmentInputs(rancher), template: "Nomad", timeoutSeconds: 1 };
    await expect(newResource("RancherEnvironment").up(inputs)).rejects.toThrow(
      "the project template Nomad does not exist (found Cattle, Kubernetes, Mesos) after 1 s",
    );
  });

  test("does not change an environment of the same name and another owner", async () => {
    await accessControl(rancher);
    const inputs = { ...environmentInputs(rancher), name: "Default" };
    await expect(newResource("RancherEnvironment").up(inputs)).rejects.toThrow(
      /already has an environment Default \(1a5\), which this stack did not create: choose another name/,
    );
    expect(fake().requests.some((line) => line.startsWith("POST /v2-beta/projects"))).toBe(false);
  });

  test("is found after a kill at any point of its creation", async () => {
    await accessControl(rancher);
    fake().faults.set({ kind: "cut", path: "^/v2-beta/projects/1a", times: 1000 });
    const inputs = { ...environmentInputs(rancher), server: { ...rancher.admin, unavailableSeconds: 0.3 } };
    await expect(newResource("RancherEnvironment").up(inputs)).rejects.toThrow(/cannot be used/);
    fake().faults.set({ kind: "none" });
    const resource = newResource("RancherEnvironment");
    expect(await resource.findInterrupted(environmentInputs(rancher))).toBe(true);
    await resource.up(environmentInputs(rancher));
    expect(
      fake()
        .store.of("project")
        .map(({ state }) => state),
    ).toEqual(["active", "active"]);
    // Without a continuation it can be deleted.
    const other = newResource("RancherEnvironment");
    await other.findInterrupted(environmentInputs(rancher));
    await other.destroy();
    expect(
      fake()
        .store.of("project")
        .map(({ state }) => state),
    ).toEqual(["active", "purged"]);
  });

  test("a lost response of its creation causes no second one", async () => {
    await accessControl(rancher);
    const { store } = fake();
    const add = store.add.bind(store);
    let lost = 1;
    store.add = (type, ...rest) => {
      const item = add(type, ...rest);
      // It is created, but the response is 500.
      if (type === "project" && lost-- > 0) throw new Error("out of order");
      return item;
    };
    await newResource("RancherEnvironment").up(environmentInputs(rancher));
    expect(store.of("project")).toHaveLength(2);
  });

  test("is created again after manual removal, and activated after deactivation", async () => {
    const resource = await environment(rancher);
    const project = fake().store.get("project", String(resource.outputs.environmentId))!;
    project.state = "inactive";
    expect(await resource.up(environmentInputs(rancher))).toBe("update");
    expect(project.state).toBe("active");
    project.state = "purged";
    expect(await resource.refresh()).toBe(false);
    await resource.up(environmentInputs(rancher));
    fake().store.get("project", String(resource.outputs.environmentId))!.state = "purged";
    expect(await resource.up(environmentInputs(rancher))).toBe("replace");
  });

  test("deletion evacuates, deactivates and removes its hosts, and removes its stacks", async () => {
    const { env, id } = await environmentWith(rancher, "a", "b");
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
    const id = (await environment(rancher)).outputs.environmentId;
    const resource = newResource("RancherRegistration");
    await resource.up(registrationInputs(rancher, id));
    expect(resource.state!.outputs.registrationUrl).toBeInstanceOf(Secret);
    expect(resource.outputs).toMatchObject({
      image: "rancher/agent:v1.2.11",
      registrationUrl: expect.stringMatching(/^http:.*\/v1\/scripts\/[0-9A-F]+:\d+:[0-9A-F]+$/) as string,
    });
    expect(await resource.up(registrationInputs(rancher, id))).toBe("same");
    expect(await newResource("RancherRegistration").findInterrupted(registrationInputs(rancher, id))).toBe(
      true,
    );
    await resource.destroy();
    expect(fake().store.of("registrationToken")[0]!.state).toBe("purged");
  });

  test("is created again after manual deactivation", async () => {
    const id = (await environment(rancher)).outputs.environmentId;
    const resource = newResource("RancherRegistration");
    await resource.up(registrationInputs(rancher, id));
    fake().store.of("registrationToken")[0]!.state = "inactive";
    expect(await resource.up(registrationInputs(rancher, id))).toBe("replace");
  });
});

describe("a host", () => {
  test("waits until its agent works, and outputs its address", async () => {
    const { id, hosts } = await environmentWith(rancher, "a");
    const [host] = hosts;
    expect(host!.outputs).toMatchObject({ hostname: "host-a", address: "127.0.0.1" });
    expect(await host!.up(hostInputs(rancher, id))).toBe("same");
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
    const id = (await environment(rancher)).outputs.environmentId;
    const host = newResource("RancherHost");
    const inputs = { ...hostInputs(rancher, id), timeoutSeconds: 0.5 };
    await expect(host.up(inputs)).rejects.toThrow(
      "the host a has not registered yet after 0.5 s. Look at the container",
    );
    expect(host.messages).toContain("info: waiting: the host a has not registered yet");
  });

  test("the next up waits for a silent agent, and deletion works without it", async () => {
    const env = await environment(rancher);
    const id = env.outputs.environmentId;
    const registration = newResource("RancherRegistration");
    await registration.up(registrationInputs(rancher, id));
    const agent = new AbortController();
    await rancher.addHost(
      registration.outputs.registrationUrl as string,
      { hostname: "host-a", labels: labels() },
      agent.signal,
    );
    const host = newResource("RancherHost");
    await host.up(hostInputs(rancher, id));
    agent.abort();
    fake().agents.silence();
    await expect(host.up({ ...hostInputs(rancher, id), timeoutSeconds: 0.5 })).rejects.toThrow(
      "the host a is active, its agent is disconnected after 0.5 s. Look at the container",
    );
    await host.destroy();
    expect(fake().store.of("host")[0]!.state).toBe("purged");
  });

  test("activates a host that was deactivated, and waits again for one that was removed", async () => {
    const { id, hosts, registration } = await environmentWith(rancher, "a");
    const item = fake().store.of("host")[0]!;
    item.state = "inactive";
    expect(await hosts[0]!.up(hostInputs(rancher, id))).toBe("update");
    expect(item.state).toBe("active");
    item.state = "purged";
    item.removed = 1;
    const url = registration.outputs.registrationUrl as string;
    const [how] = await Promise.all([
      hosts[0]!.up(hostInputs(rancher, id)),
      rancher.addHost(url, { hostname: "host-a", labels: labels() }),
    ]);
    expect(how).toBe("update");
    expect(hosts[0]!.outputs.hostId).toBe("1h2");
  });
});
