import { delimiter, dirname } from "node:path";
import { Checkout } from "../e2e/checkout";
import type { Engine } from "./stack";

/*
 * Stack dev with the official Kubernetes plugin under the official CLI, in turns with this repository's plugin under the
 * embedded engine. `make test-official-plugin` builds the plugin and sets OFFICIAL_PLUGIN to its path.
 */
const PLUGIN = process.env.OFFICIAL_PLUGIN!;

describe("stack dev with the official Kubernetes plugin", () => {
  const checkout = new Checkout();
  afterAll(() => checkout.remove("dev"));

  /** The official CLI takes the first plugin on PATH. */
  const withPlugin = { PATH: [dirname(PLUGIN), process.env.PATH].join(delimiter) };
  const make = (engine: Engine, target: string, args = "") =>
    checkout.run("make", ["-s", target, `ARGS=${args}`], [0], {
      ENGINE: engine,
      ...(engine === "official" && withPlugin),
    });

  /** No command of the engine and its plugin finds a difference. */
  async function expectNoChanges(engine: Engine): Promise<void> {
    const { stdout } = await make(engine, "preview", "--expect-no-changes");
    expect(stdout).toMatch(/^ +\d+ unchanged$/m);
    const refreshed = await make(engine, "refresh", "--expect-no-changes");
    expect(refreshed.stdout).not.toMatch(/\d+ (updated|deleted)/);
  }

  /** The steps of a preview, without what stays the same. */
  async function plan(engine: Engine): Promise<string[]> {
    const { stdout } = await make(engine, "preview", "--json");
    const { steps } = JSON.parse(stdout) as { steps: { op: string; urn: string }[] };
    return steps
      .filter(({ op }) => op !== "same")
      .map(({ op, urn }) => `${op} ${urn}`)
      .sort();
  }

  test("created by the official plugin, shows no change to ours", async () => {
    const { stdout, stderr } = await make("official", "up");
    expect(stdout + stderr).toContain(`using pulumi-resource-kubernetes from $PATH at ${PLUGIN}`);
    await expectNoChanges("embedded");
  });

  test("has the same plan for a change of tls", async () => {
    checkout.configure("dev", (config) => Object.assign(config["meshstack:mesh"]!, { tls: true }));
    const official = await plan("official");
    expect(official).not.toEqual([]);
    expect(await plan("embedded")).toEqual(official);
  });

  test("changed by our plugin, shows no change to the official one", async () => {
    await make("embedded", "up");
    await expectNoChanges("official");
  });

  test("changed back by the official plugin, shows no change to ours", async () => {
    checkout.configure("dev", (config) => Object.assign(config["meshstack:mesh"]!, { tls: false }));
    await make("official", "up");
    await expectNoChanges("embedded");
  });

  test("destroyed by the official plugin, leaves no processes", async () => {
    await make("official", "destroy");
    expect(checkout.processes()).toEqual([]);
  });
});
