import type Dockerode from "dockerode";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PropertyMap } from "../../runtime/protocol/values";
import { BUSYBOX, importBusybox } from "./busybox";
import { DockerDaemon } from "./daemon";
import { TestProvider } from "./resources";

/** A daemon with a provider. */
interface ProviderOnDaemon {
  daemon: DockerDaemon;
  client: Dockerode;
  /** A new provider for each test. */
  docker: TestProvider;
  /** The base folder for relative paths. */
  scratch: string;
}

/** A daemon for the tests of a file. Every test must delete all that it creates. */
export function providerOnDaemon(): ProviderOnDaemon {
  const on = { scratch: mkdtempSync(join(tmpdir(), "meshstack-provider-")) } as ProviderOnDaemon;
  beforeAll(async () => {
    on.daemon = await DockerDaemon.start();
    on.client = on.daemon.client;
    await importBusybox(on.client);
  });
  afterAll(async () => {
    await on.daemon?.stop();
    rmSync(on.scratch, { recursive: true, force: true });
  });
  beforeEach(async () => {
    on.docker = await TestProvider.of({ host: on.daemon.host }, on.scratch);
  });
  afterEach(async () => {
    await on.docker.destroy();
    await on.docker.provider.close();
    expect(await on.client.listContainers({ all: true })).toEqual([]);
    const networks = await on.client.listNetworks();
    expect(networks.map(({ Name }) => Name).sort()).toEqual(["bridge", "host", "none"]);
    expect((await on.client.listVolumes()).Volumes ?? []).toEqual([]);
  });
  return on;
}

export const forever = ["sleep", "1000"];
/** A container that ends at once on a signal. */
export const running: PropertyMap = { image: BUSYBOX, command: forever, init: true };

export const errorOf = (wait: Promise<unknown>): Promise<Error> =>
  wait.then(
    () => new Error("it succeeded"),
    (error: Error) => error,
  );
