import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Checkout, type StackSettings } from "./checkout";
import { filesBelow } from "./leftovers";

const DEPLOYMENT = {
  version: 3,
  deployment: {
    manifest: { time: "2026-01-01T00:00:00Z", magic: "", version: "" },
    resources: [
      { urn: "urn:pulumi:dev::meshstack::pulumi:pulumi:Stack::meshstack-dev", type: "pulumi:pulumi:Stack" },
    ],
  },
};

describe("rejects wrong input before anything is created", () => {
  const checkout = new Checkout();
  afterAll(() => checkout.remove());

  const expectNothingMade = async () => {
    await checkout.settled();
    expect(checkout.processes()).toEqual([]);
    expect(filesBelow(join(checkout.home, "state"))).toEqual([]);
  };

  test("reports a truncated state file, and does not change it", async () => {
    await checkout.pulumi("stack", "init", "dev");
    const deployment = join(checkout.home, "deployment.json");
    writeFileSync(deployment, JSON.stringify(DEPLOYMENT));
    await checkout.pulumi("stack", "import", "-s", "dev", "--file", deployment);
    const file = checkout.stateFile("dev");
    const whole = readFileSync(file);
    const cut = whole.subarray(0, whole.length / 2);
    writeFileSync(file, cut);
    for (const command of ["up", "destroy", "refresh", "preview"]) {
      const { stdout, stderr } = await checkout.run("make", ["-s", command], [2]);
      expect(stdout + stderr).toContain(file);
      expect(readFileSync(file).equals(cut)).toBe(true);
    }
    await expectNothingMade();
    writeFileSync(file, whole);
    await checkout.pulumi("stack", "rm", "dev", "--yes", "--force", "--preserve-config");
  });

  test.each<[string, (config: StackSettings) => void, RegExp]>([
    [
      "an unknown driver",
      (config) => (config["meshstack:cluster"] = { driver: "embeded" }),
      /cluster\.driver: found "embeded"/,
    ],
    [
      "a NodePort that is used twice",
      (config) =>
        (config["meshstack:addons"] = { zipkin: { nodePort: 30500 }, grafana: { nodePort: 30500 } }),
      /nodePort: found 30500/,
    ],
  ])("a stack file with %s: exit code, message, and nothing else", async (_, change, message) => {
    checkout.configure("wrong", change, "dev");
    for (const command of ["up", "preview"]) {
      const { stdout, stderr } = await checkout.run("make", ["-s", command, "STACK=wrong"], [2]);
      expect(stdout + stderr).toMatch(message);
    }
    await expectNothingMade();
  });

  test("reports a stack without a file, with the existing ones", async () => {
    const { stderr } = await checkout.run("make", ["-s", "up", "STACK=dve"], [2]);
    expect(stderr).toContain('STACK: found "dve"; expected one of dev, dev-tls, existing');
    await expectNothingMade();
  });
});
