import { X509Certificate } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Checkout } from "./checkout";
import { type Cluster, clusterOf } from "./cluster";
import { filesBelow } from "./leftovers";
import { expectStackCommands } from "./stackCommands";

const HOUR = 3_600_000;

/** Moves the clock of a Node.js process by CLOCK_OFFSET milliseconds. */
const SHIFT = `
const Right = Date;
const now = () => Right.now() + Number(process.env.CLOCK_OFFSET);
globalThis.Date = class Date extends Right {
  constructor(...args) {
    if (args.length === 0) super(now());
    else super(...args);
  }
  static now() {
    return now();
  }
};
`;

/**
 * Stack dev while the clock of the commands jumps; the cluster's own clock stays right. Each test continues after the
 * previous one.
 */
describe("stack dev with a clock that jumps", () => {
  const checkout = new Checkout();
  const shift = join(checkout.dir, "shift.js");
  writeFileSync(shift, SHIFT);
  let cluster: Cluster;

  afterAll(() => checkout.remove("dev"));

  const up = (hours: number, args = "") =>
    checkout.run("make", ["-s", "up", `ARGS=${args}`], [0], {
      NODE_OPTIONS: `--require=${shift}`,
      CLOCK_OFFSET: String(hours * HOUR),
    });
  const authority = () => new X509Certificate(readFileSync(join(cluster.dataDirectory, "pki/ca.crt")));
  /** The uids of all Namespaces and Deployments. */
  const uids = async () =>
    [...(await cluster.list("namespaces")), ...(await cluster.list("deployments.apps"))].map(
      ({ metadata }) => metadata.uid as string,
    );

  test("hours ahead, an up changes nothing", async () => {
    await up(0);
    cluster = await clusterOf(checkout, "dev");
    await up(3, "--expect-no-changes");
  });

  test("back before the start of the certificates, an up issues all of them again and keeps every object", async () => {
    const [before, objects] = [authority(), await uids()];
    await up(-2);
    const after = authority();
    expect(after.fingerprint256).not.toBe(before.fingerprint256);
    expect(Date.parse(after.validFrom)).toBeLessThan(Date.parse(before.validFrom) - HOUR);
    cluster = await clusterOf(checkout, "dev");
    expect(await uids()).toEqual(objects);
    await up(-2, "--expect-no-changes");
  });

  test("right again, everything is ready and nothing changes", async () => {
    await up(0, "--expect-no-changes");
    await expectStackCommands(checkout, "dev", {
      outputs: { kubeconfigPath: expect.any(String) as string, pages: expect.any(String) as string },
    });
  });

  test("destroy leaves nothing", async () => {
    await checkout.run("make", ["-s", "destroy"]);
    expect(checkout.processes()).toEqual([]);
    expect(filesBelow(join(checkout.home, "state"))).toEqual([]);
  });
});
