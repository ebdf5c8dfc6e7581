import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { globalAgent } from "node:http";
import { createServer as createTcpServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createAuthority, issue } from "../../runtime/providers/machine/pki/certificate";
import { errorsOf, messageOf } from "../../lib/checks/check";
import { dockerPreflight as kind } from "../../runtime/providers/machine/preflight/docker/checks";
import { TestResource } from "../support/testResource";
import { freePort } from "../kubernetes/cluster";
import { BUSYBOX, importBusybox } from "./busybox";
import { DockerDaemon } from "./daemon";

const DAY = 24 * 60 * 60 * 1000;

/** The checks of a Docker daemon, on a running one. */
describe("preflight checks of a Docker daemon", () => {
  const folder = mkdtempSync(join(tmpdir(), "meshstack-prerequisites-"));
  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text, { mode: 0o600 });
    return join(folder, name);
  };
  let daemon: DockerDaemon;
  let tls: { host: string; ca: string; cert: string; key: string; foreign: string };

  beforeAll(async () => {
    const validity = { notBefore: new Date(Date.now() - DAY), notAfter: new Date(Date.now() + DAY) };
    const authority = await createAuthority({ commonName: "docker" }, validity);
    const foreign = await createAuthority({ commonName: "somebody else's" }, validity);
    const server = await issue(
      authority,
      { subject: { commonName: "daemon" }, names: ["127.0.0.1"] },
      validity,
    );
    const client = await issue(authority, { subject: { commonName: "client" } }, validity);
    const port = await freePort();
    tls = {
      host: `tcp://127.0.0.1:${port}`,
      ca: authority.certificate,
      cert: client.certificate,
      key: client.key,
      foreign: foreign.certificate,
    };
    daemon = await DockerDaemon.start({
      dataRootMiB: 512,
      args: [
        ["--host", tls.host],
        "--tlsverify",
        ["--tlscacert", file("ca.pem", authority.certificate)],
        ["--tlscert", file("server.pem", server.certificate)],
        ["--tlskey", file("server-key.pem", server.key)],
      ].flat(),
    });
    await importBusybox(daemon.client);
  });
  afterAll(async () => {
    await daemon?.stop();
    rmSync(folder, { recursive: true });
  });

  const failures = async (requirements: object): Promise<string[]> =>
    errorsOf(
      await kind.run(
        kind.inputs.parse({ for: "this test", docker: { host: daemon.host }, ...requirements }),
        {
          resolve: (path) => path,
        },
      ),
    ).map(messageOf);
  const withContainer = async (name: string, hostConfig: object, use: () => Promise<void>): Promise<void> => {
    const container = await daemon.client.createContainer({
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

  test("a running daemon passes the checks of a small container; another up checks again without a change", async () => {
    const inputs = {
      for: "this test",
      docker: { host: daemon.host },
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

  test("reports less disk space in the data root than required", async () => {
    expect(await failures({ disk: 1024 })).toEqual([
      expect.stringMatching(
        /^disk space in the data root \/\S+\/data: found \d+ MiB; expected 1024 MiB\. Free some space there/,
      ),
    ]);
  });

  test("reports a port that a local process uses", async () => {
    const server = await new Promise<Server>((resolve) => {
      const listening = createTcpServer().listen(0, "127.0.0.1", () => resolve(listening));
    });
    const { port } = server.address() as { port: number };
    try {
      expect(await failures({ ports: [{ port, for: "a page" }] })).toEqual([
        `port ${port} for a page: found ${process.title === "node" ? "node" : expect.any(String)} (process ${process.pid}) using it; expected a free port. Stop the process or container, or choose another port in the stack file.`,
      ]);
    } finally {
      server.close();
    }
  });

  test("reports a port of another container, but not of the stack's own", async () => {
    const port = await freePort();
    const ports = [{ port, for: "a page" }];
    await withContainer("web", { PortBindings: { "80/tcp": [{ HostPort: String(port) }] } }, async () => {
      expect(await failures({ ports })).toEqual([
        `port ${port} for a page: found the container web using it; expected a free port. Stop the process or container, or choose another port in the stack file.`,
      ]);
      expect(await failures({ ports, containers: ["web"], disk: 1024 })).toEqual([]);
    });
  });

  test("reports rejected privileged containers only if the daemon rejects them", async () => {
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
    [
      "no socket",
      () => ({ host: `unix://${folder}/none.sock` }),
      /the socket \S+none\.sock does not exist.*[Ss]tart Docker/,
    ],
    [
      "no listener on the port",
      async () => ({ host: `tcp://127.0.0.1:${await freePort()}` }),
      /nothing listens (at|on) \S*127\.0\.0\.1:\d+/,
    ],
    [
      "an unknown host name",
      () => ({ host: "tcp://there-is-no-such-host.invalid:2375" }),
      /there-is-no-such-host\.invalid/,
    ],
    [
      "a TLS port without TLS",
      () => ({ host: tls.host }),
      /HTTPS server\. It seems to require TLS: set certPath/,
    ],
    [
      "another authority",
      () => ({ host: tls.host, caMaterial: tls.foreign, certMaterial: tls.cert, keyMaterial: tls.key }),
      /TLS failed: .*must be those of this daemon/,
    ],
  ])("reports an unreachable daemon: %s", async (_, docker, message) => {
    const said = await failures({ docker: await docker() });
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(message);
  });

  test("reaches the daemon through TLS with valid certificates", async () => {
    const { host, ca, cert, key } = tls;
    expect(
      await failures({ docker: { host, caMaterial: ca, certMaterial: cert, keyMaterial: key } }),
    ).toEqual([]);
  });

  describe("as a user other than root", () => {
    const NOBODY = 65534;
    const groups = process.getgroups!();
    const socket = () => daemon.host.slice("unix://".length);
    const asUser = async (group: number, use: () => Promise<void>): Promise<void> => {
      chmodSync(dirname(socket()), 0o711); // as /run is
      globalAgent.destroy(); // do not reuse root's connections
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

    test("reports missing permission for the socket", () =>
      asUser(NOBODY, async () => {
        expect(await failures({})).toEqual([
          expect.stringMatching(/permission denied on the socket .*docker\.sock\. Add the user to its group/),
        ]);
      }));

    test("passes for a member of the socket's group", () =>
      asUser(statSync(socket()).gid, async () => {
        expect(await failures({})).toEqual([]);
      }));
  });

  test("reports a stopped daemon whose socket file remains", async () => {
    await daemon.kill();
    try {
      expect(await failures({})).toEqual([
        expect.stringMatching(/nothing listens (at|on) .*docker\.sock.*start/),
      ]);
    } finally {
      await daemon.startAgain();
    }
  });
});
