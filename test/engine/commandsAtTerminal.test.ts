import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CommandLine } from "./commandLine";

const QUESTION = "Do you want to perform this update?";

describe("at a terminal", () => {
  let cli: CommandLine;
  beforeEach(() => {
    cli = new CommandLine("dynamic-provider");
  });
  afterEach(() => cli.remove());

  test("asks before an update, shows details on request, and stops unless confirmed", async () => {
    await cli.ok(["stack", "init", "dev"]);
    const declined = await cli.runAtTerminal(
      ["up"],
      [
        [`${QUESTION}\n  1. yes\n  2. no\n  3. details\n[no]: `, "details"],
        ["[no]: ", "maybe"],
        ['found "maybe"; expected one of yes, no, details\n[no]: ', ""],
      ],
    );
    expect(declined.stdout).toContain("+ pulumi-nodejs:dynamic:Resource: (create)");
    expect(declined.stdout).toMatch(/confirmation declined, not proceeding with the update\n$/);
    expect(declined.code).toBe(1);
    expect((await cli.run(["stack", "output", "made"])).code).toBe(1);

    const done = await cli.runAtTerminal(["up"], [["[no]: ", "y"]]);
    expect(done).toMatchObject({ code: 0, stderr: "" });
    expect(await cli.ok(["stack", "output", "made"])).toBe("made made v3\n");
  });

  test.each(["SIGTERM", "SIGHUP"] as const)("%s ends the question and releases the lock", async (signal) => {
    await cli.ok(["stack", "init", "dev"]);
    const ended = await cli.runAtTerminal(["up"], [["[no]: ", () => process.emit(signal)]]);
    expect(ended).toMatchObject({
      code: 8,
      stderr: expect.stringMatching(/\nerror: cancelled\n$/) as string,
    });
    await cli.ok(["up", "--yes", "--skip-preview"]);
  });

  test("creates a missing stack, asks twice for its passphrase, and again to unlock it", async () => {
    delete cli.env.PULUMI_CONFIG_PASSPHRASE;
    const created = await cli.runAtTerminal(
      ["config", "set", "--secret", "token", "-s", "fresh"],
      [
        ["press <ENTER>", ""],
        ["protect config/secrets: ", "one"],
        ["confirm: ", "two"],
        ["protect config/secrets: ", "phrase"],
        ["confirm: ", "phrase"],
        ["value: ", "typed"],
      ],
    );
    expect(created.stderr).toBe("error: passphrases do not match\nCreated stack 'fresh'\n");
    expect(created.stdout).toContain("The stack 'fresh' does not exist.");
    expect(created.stdout).not.toContain("phrase\n");
    expect(readFileSync(join(cli.project, "Pulumi.fresh.yaml"), "utf8")).toMatch(/token:\n {4}secure: v1:/);

    cli.env.PULUMI_CONFIG_PASSPHRASE = "phrase";
    expect(await cli.ok(["config", "get", "token"])).toBe("typed\n");
  });

  test("removes a stack when the user types its name", async () => {
    await cli.ok(["stack", "init", "dev"]);
    const prompt =
      "This will permanently remove the 'dev' stack!\nPlease confirm that this is what you'd like to do by typing `dev`: ";
    expect(await cli.runAtTerminal(["stack", "rm"], [[prompt, "prod"]])).toMatchObject({
      stdout: expect.stringContaining("confirmation declined") as string,
      code: 1,
    });
    expect((await cli.runAtTerminal(["stack", "rm"], [[prompt, "dev"]])).code).toBe(0);
  });
});
