import { ensureOfficialCli } from "../../runtime/pulumi/build";
import { Checkout } from "../e2e/checkout";
import { filesBelow } from "../e2e/leftovers";

/*
 * Stack dev under the official CLI that `make pulumi` builds, in turns with the embedded engine. OFFICIAL_UPS sets the
 * number of unchanged `up`s in a row (default 2).
 */
const UPS = Number(process.env.OFFICIAL_UPS ?? 2);

describe("stack dev under the official CLI", () => {
  const checkout = new Checkout();
  beforeAll(async () => {
    await ensureOfficialCli(() => undefined, new AbortController().signal);
  });
  afterAll(() => checkout.remove("dev"));

  const make = (target: string, engine: "official" | "embedded", args = "") =>
    checkout.run("make", ["-s", target, `ARGS=${args}`], [0], { ENGINE: engine });

  test("make up creates it", async () => {
    const { stdout, stderr } = await make("up", "official");
    expect(stderr).toContain("Engine: the official Pulumi CLI, v3.");
    expect(stdout).toMatch(/^ {4}\+ \d+ created$/m);
  });

  test.each(["embedded", "official"] as const)(
    "a preview by the %s engine shows no change",
    async (engine) => {
      const { stdout } = await make("preview", engine, "--expect-no-changes");
      expect(stdout).toMatch(/^ +\d+ unchanged$/m);
    },
  );

  test(`no plugin exits prematurely in ${UPS} ups in a row`, async () => {
    for (let i = 0; i < UPS; i++) {
      const { stdout, stderr } = await make("up", "official", "--expect-no-changes");
      expect(stdout + stderr).not.toContain("exited prematurely");
      expect(stdout).not.toMatch(/^ *errored/m);
    }
  });

  test("both engines plan the same for a change of tls", async () => {
    checkout.configure("dev", (config) => Object.assign(config["meshstack:mesh"]!, { tls: true }));
    const plans = [];
    for (const engine of ["official", "embedded"] as const) {
      const { stdout } = await make("preview", engine, "--json");
      const { steps } = JSON.parse(stdout) as {
        steps: { op: string; urn: string; diffReasons?: string[] }[];
      };
      plans.push(
        steps
          .filter(({ op }) => op !== "same")
          .map(({ op, urn }) => `${op} ${urn}`)
          .sort(),
      );
    }
    expect(plans[0]).not.toEqual([]);
    expect(plans[1]).toEqual(plans[0]);
  });

  test("make refresh by the official CLI finds no change", async () => {
    const { stdout } = await make("refresh", "official", "--expect-no-changes");
    expect(stdout).not.toMatch(/\d+ (updated|deleted)/);
  });

  test("make destroy deletes it with its files and processes", async () => {
    await make("destroy", "official");
    expect(checkout.processes()).toEqual([]);
    expect(filesBelow(checkout.home).filter((file) => file.includes("clusters"))).toEqual([]);
  });
});
