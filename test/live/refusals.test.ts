import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Checkout } from "../e2e/checkout";
import { filesBelow } from "../e2e/leftovers";
import { hostState, processesIn } from "./host";

/** Failures that stop an `up` of the live stack: one message, nothing started, and the next `up` continues. */
describe("a machine that does not meet the requirements of stack live", () => {
  const before = hostState();
  const checkout = new Checkout();
  afterAll(() => checkout.remove("live"));

  const up = () => checkout.run("make", ["-s", "up", "STACK=live"], [2]);
  const nothingStarted = () => {
    expect(processesIn(checkout.home)).toEqual([]);
    expect(filesBelow(join(checkout.home, "state"))).toEqual([]);
    expect(hostState()).toEqual(before);
  };

  test("names taken ports, each with its process and its purpose", async () => {
    const servers = await Promise.all(
      [32000, 30001].map(
        (port) =>
          new Promise<Server>((resolve) => {
            const server = createServer().listen(port, "127.0.0.1", () => resolve(server));
          }),
      ),
    );
    try {
      const { stdout, stderr } = await up();
      const text = stdout + stderr;
      expect(text).toContain("Preflight checks of this machine for real nodes failed; nothing was started:");
      expect(text).toMatch(/port 32000 for the ingress \(mesh\.ingress\.httpNodePort\): .*process \d+/);
      expect(text).toMatch(/port 30001 for zipkin \(addons\.zipkin\.nodePort\): .*process \d+/);
      nothingStarted();
    } finally {
      await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
    }
  });

  test("reports root without its capabilities, with a fix", async () => {
    const [command, ...args] = ["setpriv", "--bounding-set=-sys_admin,-net_admin", "make", "-s", "up"];
    const { stdout, stderr } = await checkout.run(command!, [...args, "STACK=live"], [2]);
    const text = stdout + stderr;
    expect(text).toContain("Preflight checks of this machine for real nodes failed; nothing was started:");
    expect(text).toContain(
      "root's capabilities: missing CAP_SYS_ADMIN, CAP_NET_ADMIN. Run the command with sudo.",
    );
    nothingStarted();
  });

  test("reports the folder of a full disk, with the required space", async () => {
    const disk = mkdtempSync(join(tmpdir(), "small-disk-"));
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=50m", "small", disk]);
    const dataDirectory = join(disk, "cluster");
    checkout.configure("live", (config) => Object.assign(config["meshstack:cluster"]!, { dataDirectory }));
    try {
      const { stdout, stderr } = await up();
      expect(stdout + stderr).toMatch(
        new RegExp(
          `disk space for ${dataDirectory}: found \\d+ MiB; expected \\d+ MiB\\. Free some space there`,
        ),
      );
      expect(readdirSync(disk)).toEqual([]);
    } finally {
      execFileSync("umount", [disk]);
      rmSync(disk, { recursive: true });
      checkout.configure("live", (config) => delete config["meshstack:cluster"]!.dataDirectory);
    }
    nothingStarted();
  });

  test("rejects what real nodes do not support before anything starts", async () => {
    checkout.configure("live", (config) =>
      Object.assign(config["meshstack:addons"]!, { grafana: { enabled: true } }),
    );
    const { stdout, stderr } = await up();
    expect(stdout + stderr).toContain("addons.grafana.enabled: found true; expected false");
    nothingStarted();
  });
});
