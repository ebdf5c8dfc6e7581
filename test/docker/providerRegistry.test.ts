import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Secret } from "../../runtime/protocol/values";
import { BUSYBOX, importBusybox } from "./busybox";
import { DockerDaemon } from "./daemon";
import { errorOf } from "./providerOnDaemon";
import { TestRegistry, USER } from "./registry";
import { TestProvider } from "./resources";

const scratch = mkdtempSync(join(tmpdir(), "meshstack-registry-test-"));
let daemon: DockerDaemon;
let registry: TestRegistry;

beforeAll(async () => {
  registry = await TestRegistry.start();
  daemon = await DockerDaemon.start();
  await importBusybox(daemon.client);
  writeFileSync(join(scratch, "Dockerfile"), `FROM ${BUSYBOX}\nRUN echo built > /built\n`);
});
afterAll(async () => {
  await daemon?.stop();
  await registry?.stop();
  rmSync(scratch, { recursive: true, force: true });
});

const withCredentials = () =>
  TestProvider.of(
    {
      host: daemon.host,
      registryAuth: new Secret(JSON.stringify([{ address: registry.address, ...USER }])),
    },
    scratch,
  );

test("pushes and pulls an image with credentials and shows the progress; without them the error names the missing credentials", async () => {
  const name = `${registry.address}/tests/built:1`;
  const docker = await withCredentials();
  const image = docker.resource("Image", "built");
  const credentials = {
    server: registry.address,
    username: USER.username,
    password: new Secret(USER.password),
  };
  expect(await image.up({ imageName: name, registry: credentials })).toBe("create");
  const digest = image.outputs.repoDigest as string;
  expect(digest).toMatch(new RegExp(`^${registry.address}/tests/built@sha256:[0-9a-f]{64}$`));
  expect(docker.messages.some(({ message }) => /^pushing .*: \d+ of \d+ layers/.test(message))).toBe(true);
  // A changed password does not cause a build.
  expect(
    await image.diff({ ...image.state!.inputs, registry: { ...credentials, password: "other" } }),
  ).toMatchObject({
    changes: "none",
  });

  await daemon.client.getImage(name).remove({ force: true });
  const stranger = await TestProvider.of({ host: daemon.host }, scratch);
  const refused = await errorOf(stranger.resource("RemoteImage", "built").up({ name }));
  expect(refused.message).toMatch(/cannot be pulled: 127\.0\.0\.1:\d+ answered: .*needs credentials/s);
  await stranger.provider.close();

  const pulled = docker.resource("RemoteImage", "built");
  expect(await pulled.up({ name })).toBe("create");
  expect(pulled.outputs.repoDigest).toBe(digest);
  const shown = docker.messages.filter(({ ephemeral }) => ephemeral).map(({ message }) => message);
  expect(shown).toContain(`pulling ${name}`);
  expect(shown.some((message) => /^pulling .*: \d+ of \d+ layers/.test(message))).toBe(true);
  await pulled.destroy();

  // A container whose image is a digest that the daemon has not pulled yet.
  const it = docker.resource("Container", "job");
  await it.up({ image: digest, command: ["cat", "/built"], mustRun: false, attach: true, logs: true });
  expect(it.outputs.containerLogs).toBe("built\n");

  const missing = docker.resource("RemoteImage", "missing");
  const unknown = await errorOf(missing.up({ name: `${registry.address}/tests/built:2` }));
  expect(unknown.message).toMatch(/manifest unknown.*Check the name, the tag and the platform/s);
  await docker.destroy();
  await docker.provider.close();
});

test("pulls a new image from the registry when a trigger changes", async () => {
  const name = `${registry.address}/tests/moving:1`;
  const docker = await withCredentials();
  const builder = docker.resource("Image", "moving");
  const build = async (text: string): Promise<string> => {
    writeFileSync(join(scratch, "Dockerfile"), `FROM ${BUSYBOX}\nRUN echo ${text} > /built\n`);
    await builder.up({ imageName: name });
    const { Id: id } = await daemon.client.getImage(name).inspect();
    return id;
  };
  const first = await build("one");
  const it = docker.resource("RemoteImage", "moving");
  await it.up({ name, keepLocally: true, pullTriggers: ["1"] });
  expect(it.outputs.imageId).toBe(first);
  const second = await build("two");
  await daemon.client.getImage(first).tag({ repo: name.slice(0, name.lastIndexOf(":")), tag: "1" });
  expect(await it.up({ name, keepLocally: true, pullTriggers: ["1"] })).toBe("same");
  expect(await it.up({ name, keepLocally: true, pullTriggers: ["2"] })).toBe("replace");
  expect(it.outputs.imageId).toBe(second);
  await docker.destroy();
  await docker.provider.close();
});
