import { until } from "../../lib/until";
import { type PropertyMap } from "../../runtime/protocol/values";
import { BUSYBOX } from "./busybox";
import { errorOf, providerOnDaemon, running } from "./providerOnDaemon";

const on = providerOnDaemon();

describe("a network", () => {
  test("is created, unchanged, replaced, detected as removed, and adopted after an interruption", async () => {
    const it = on.docker.resource("Network", "net");
    const inputs = {
      driver: "bridge",
      ipamConfigs: [{ subnet: "10.202.0.0/24", gateway: "10.202.0.1" }],
      labels: [{ label: "a", value: "b" }],
      options: { "com.docker.network.bridge.name": "mst-test0" },
      attachable: true,
    };
    expect(await it.up(inputs)).toBe("create");
    expect(it.outputs).toMatchObject({ ...inputs, scope: "local", internal: false, ipamDriver: "default" });
    expect(await it.up(inputs)).toBe("same");
    expect(await it.refresh()).toBe(true);
    expect(await it.up({ ...inputs, internal: true })).toBe("replace");
    await on.client.getNetwork(it.state!.id).remove();
    expect(await it.refresh()).toBe(false);

    const named = { name: "fixed" };
    const id = await on.docker.create("Network", "fixed", named);
    await expect(on.docker.create("Network", "fixed", named)).rejects.toThrow(
      /the network fixed already exists/,
    );
    expect(await on.docker.create("Network", "fixed", named, true)).toBe(id);
    await on.client.getNetwork(id).remove();
  });

  test("whose subnet is in use is rejected with a hint", async () => {
    const ipamConfigs = [{ subnet: "10.203.0.0/24" }];
    await on.docker.resource("Network", "one").up({ ipamConfigs });
    const error = await errorOf(on.docker.resource("Network", "two").up({ ipamConfigs }));
    expect(error.message).toMatch(/cannot be created: .*overlaps.*choose another subnet/is);
  });
});

describe("a volume", () => {
  test("is created, keeps its data until its deletion, and can be read by its name", async () => {
    const it = on.docker.resource("Volume", "data");
    const inputs = { driver: "local", labels: [{ label: "a", value: "b" }] };
    expect(await it.up(inputs)).toBe("create");
    expect(it.state!.id).toMatch(/^data-[0-9a-f]{7}$/);
    expect(it.outputs).toMatchObject({ ...inputs, mountpoint: expect.stringContaining(it.state!.id) });
    expect(await it.up(inputs)).toBe("same");
    expect(await it.refresh()).toBe(true);
    expect(await it.up({ ...inputs, driverOpts: { type: "tmpfs", device: "tmpfs" } })).toBe("replace");
    await on.client.getVolume(it.state!.id).remove();
    expect(await it.refresh()).toBe(false);
  });

  test("that exists is used, with a warning", async () => {
    await on.client.createVolume({ Name: "there" });
    await on.docker.resource("Volume", "there").up({ name: "there" });
    expect(on.docker.messages).toContainEqual(
      expect.objectContaining({
        severity: "warning",
        message: expect.stringMatching(/there already exists/),
      }),
    );
  });
});

test("functions read the daemon's objects", async () => {
  const invoke = async (name: string, args: PropertyMap) =>
    (await on.docker.provider.invoke({ token: `docker:index/${name}:${name}`, args })).return;
  const it = on.docker.resource("Container", "web");
  await it.up({ ...running, command: ["sh", "-c", "echo one; echo two; exec sleep 1000"] });
  const logs = await until(
    async () => {
      const { logsListStrings } = await invoke("getLogs", { name: it.state!.id });
      return (logsListStrings as string[]).length === 2 ? logsListStrings : undefined;
    },
    { timeoutMs: 120_000 },
  );
  expect(logs).toEqual(["one", "two"]);
  expect(await invoke("getNetwork", { name: "bridge" })).toMatchObject({
    driver: "bridge",
    scope: "local",
    containers: [{ containerId: it.state!.id }],
  });
  expect(await invoke("getRemoteImage", { name: BUSYBOX })).toMatchObject({ name: BUSYBOX });
  await expect(invoke("getRemoteImage", { name: "none:1" })).rejects.toThrow(/has no image none:1/);
  await expect(invoke("getPlugin", {})).rejects.toThrow(/getPlugin.* is not supported/);
});
