import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { globalAgent } from "node:http";
import { createServer as createTcpServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createAuthority, issue } from "../../runtime/providers/machine/pki/certificate";
import { errorsOf } from "../../runtime/providers/machine/preflight/check";
import { docker as kind } from "../../runtime/providers/machine/dockerPreflight";
import { TestResource } from "../support/testResource";
import { freePort } from "../kubernetes/cluster";
import { BUSYBOX, importBusybox } from "./busybox";
import { DockerDaemon } from "./engine";

const DAY = 24 * 60 * 60 * 1000;

/** The checks of a Docker engine, on one that runs. */
describe("what a Docker engine is to have", () => {
  const folder = mkdtempSync(join(tmpdir(), "meshstack-prerequisites-"));
  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text, { mode: 0o600 });
    return join(folder, name);
  };
  let engine: DockerDaemon;
  let tls: { host: string; ca: string; cert: string; key: string; foreign: string };

  beforeAll(async () => {
    const validity = { notBefore: new Date(Date.now() - DAY), notAfter: new Date(Date.now() + DAY) };
    const authority = await createAuthority({ commonName: "docker" }, validity);
    const foreign = await createAuthority({ commonName: "somebody else's" }, validity);
    const server = await issue(
      authority,
      { commonName: "engine" },
      { server: { names: ["127.0.0.1"] } },
      validity,
    );
    const client = await issue(authority, { commonName: "client" }, { client: true }, validity);
    const port = await freePort();
    tls = {
      host: `tcp://127.0.0.1:${port}`,
      ca: authority.certificate,
      cert: client.certificate,
      key: client.key,
      foreign: foreign.certificate,
    };
    engine = await DockerDaemon.start({
      dataRootMiB: 512,
      args: [
        ["--host", tls.host],
        "--tlsverify",
        ["--tlscacert", file("ca.pem", authority.certificate)],
        ["--tlscert", file("server.pem", server.certificate)],
        ["--tlskey", file("server-key.pem", server.key)],
      ].flat(),
    });
    await importBusybox(engine.client);
  });
  afterAll(async () => {
    await engine?.stop();
    rmSync(folder, { recursive: true });
  });

  const failures = async (requirements: object): Promise<string[]> =>
    errorsOf(
      await kind.run(
        kind.inputs.parse({ for: "this test", docker: { host: engine.host }, ...requirements }),
        {
          resolve: (path) => path,
        },
      ),
    ).map(({ text }) => text);
  const withContainer = async (name: string, hostConfig: object, use: () => Promise<void>): Promise<void> => {
    const container = await engine.client.createContainer({
      name,
      Image: BUSYBOX,
      Cmd: ["sleep", "600"],
      ExposedPorts: { "80/tcp": {} },
      HostConfig: hostConfig,
    });
    try {
      await container.start();
      await use();
    } finally {
      await container.remove({ force: true });
    }
  };

  test("an engine that runs has what a small container needs; an up looks again and finds no change", async () => {
    const inputs = {
      for: "this test",
      docker: { host: engine.host },
      ports: [{ port: await freePort(), for: "a page" }],
      memory: 16,
      disk: 16,
      kernelModules: [{ anyOf: ["xt_REDIRECT"], for: "redirection" }],
      capabilities: ["NET_ADMIN"],
    };
    const resource = new TestResource("local:index:DockerPrerequisites", folder);
    expect(await resource.up(inputs)).toBe("create");
    expect(await resource.up(inputs)).toBe("same");
  });

  test("more room than its data root has", async () => {
    expect(await failures({ disk: 1024 })).toEqual([
      expect.stringMatching(
        /^disk space in the data root \/\S+\/data: found \d+ MiB; expected 1024 MiB\. Free some space there/,
      ),
    ]);
  });

  test("a port that a process of this machine has", async () => {
    const server = await new Promise<Server>((resolve) => {
      const listening = createTcpServer().listen(0, "127.0.0.1", () => resolve(listening));
    });
    const { port } = server.address() as { port: number };
    try {
      expect(await failures({ ports: [{ port, for: "a page" }] })).toEqual([
        `port ${port} for a page: found ${process.title === "node" ? "node" : expect.any(String)} (process ${process.pid}) using it; expected a free port. Stop it, or choose another port.`,
      ]);
    } finally {
      server.close();
    }
  });

  test("a port that a container has: somebody's is in the way, the stack's own is not", async () => {
    const port = await freePort();
    const ports = [{ port, for: "a page" }];
    await withContainer("web", { PortBindings: { "80/tcp": [{ HostPort: String(port) }] } }, async () => {
      expect(await failures({ ports })).toEqual([
        `port ${port} for a page: found the container web using it; expected a free port. Stop it, or choose another port.`,
      ]);
      expect(await failures({ ports, containers: ["web"], disk: 1024 })).toEqual([]);
    });
  });

  test("privileged containers are told to be refused where the engine refuses them, and nowhere else", async () => {
    const refusal = await withContainer("privileged", { Privileged: true }, async () => {}).then(
      () => undefined,
      (error: Error) => error.message,
    );
    expect(await failures({ privileged: true })).toEqual(
      refusal === undefined
        ? []
        : [expect.stringMatching(/^privileged containers: .*CAP_\w+.*and rejects them/)],
    );
  });

  test.each<[string, () => object | Promise<object>, RegExp]>([
    ["no socket", () => ({ host: `unix://${folder}/none.sock` }), /no socket \S+none\.sock.*[Ss]tart Docker/],
    [
      "nobody at a port",
      async () => ({ host: `tcp://127.0.0.1:${await freePort()}` }),
      /nothing listens (at|on) \S*127\.0\.0\.1:\d+/,
    ],
    [
      "a name that is not known",
      () => ({ host: "tcp://there-is-no-such-host.invalid:2375" }),
      /there-is-no-such-host\.invalid/,
    ],
    ["TLS, and none is spoken", () => ({ host: tls.host }), /It seems to want TLS: give certPath/],
    [
      "another authority",
      () => ({ host: tls.host, caMaterial: tls.foreign, certMaterial: tls.cert, keyMaterial: tls.key }),
      /TLS failed: .*must be those of this daemon/,
    ],
  ])("an engine that is not reached: %s", async (_, docker, message) => {
    const said = await failures({ docker: await docker() });
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(message);
  });

  test("by TLS with the right certificates it is reached", async () => {
    const { host, ca, cert, key } = tls;
    expect(
      await failures({ docker: { host, caMaterial: ca, certMaterial: cert, keyMaterial: key } }),
    ).toEqual([]);
  });

  describe("by a user who is not root", () => {
    const NOBODY = 65534;
    const groups = process.getgroups!();
    const socket = () => engine.host.slice("unix://".length);
    const asUser = async (group: number, use: () => Promise<void>): Promise<void> => {
      chmodSync(dirname(socket()), 0o711); // as /run is
      globalAgent.destroy(); // root's own connections are not to be used again
      process.setgroups!([group]);
      process.setegid!(group);
      process.seteuid!(NOBODY);
      try {
        await use();
      } finally {
        process.seteuid!(0);
        process.setegid!(0);
        process.setgroups!(groups);
      }
    };

    test("and may not use the socket", () =>
      asUser(NOBODY, async () => {
        expect(await failures({})).toEqual([
          expect.stringMatching(/this user may not use .*docker\.sock.*group/),
        ]);
      }));

    test("and is in the socket's group", () =>
      asUser(statSync(socket()).gid, async () => {
        expect(await failures({})).toEqual([]);
      }));
  });

  test("an engine that has ended, and its socket is left", async () => {
    await engine.kill();
    try {
      expect(await failures({})).toEqual([
        expect.stringMatching(/nothing listens (at|on) .*docker\.sock.*start/),
      ]);
    } finally {
      await engine.startAgain();
    }
  });
});
