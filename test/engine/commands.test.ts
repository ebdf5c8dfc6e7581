import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { dirname, join } from "node:path";
import { RECORDING_DIFFERENCES } from "./recordingDifferences";
import { readRecording, recordingsDir } from "../recordings";
import { CommandLine, type Outcome, recordedCommand } from "./commandLine";

const NAME = "dynamic-provider";

/** The state behind `stack*.txt`: the newest recorded one, with the outputs of the first run. */
function recordedExport(): string {
  return recordedCommand("export").stdout;
}

describe("recorded commands", () => {
  let cli: CommandLine;
  beforeEach(async () => {
    cli = new CommandLine(NAME);
    await cli.ok(["stack", "init", "dev"]);
  });
  afterEach(() => cli.remove());

  const withState = async (): Promise<void> => {
    await cli.ok(["stack", "import"], recordedExport());
  };
  const expectRecorded = async (name: string, args?: string[], input?: string): Promise<Outcome> => {
    const { command, stdout, stderr, code } = recordedCommand(name);
    const outcome = await cli.run(args ?? command.split(" "), input);
    expect(outcome).toEqual({ stdout, stderr, code });
    return outcome;
  };

  test.each(["config", "config-json", "config-get", "config-get-missing"])("%s", async (name) => {
    await expectRecorded(name);
  });

  test("config-set-path, config-set-secret, config-after, config-show-secrets", async () => {
    await expectRecorded("config-set-path");
    await expectRecorded("config-set-secret");
    await expectRecorded("config-after");
    await expectRecorded("config-show-secrets");
    expect(readFileSync(join(cli.project, "Pulumi.dev.yaml"), "utf8")).toMatch(
      /^encryptionsalt: v1:.*\nconfig:\n {2}dynamic-provider:step: "3"\n {2}dynamic-provider:mesh:\n {4}ingress:\n {6}httpNodePort: 32000\n {2}dynamic-provider:token:\n {4}secure: v1:.*\n$/,
    );
  });

  test("export: an imported state is exported byte for byte", async () => {
    await withState();
    await expectRecorded("export");
  });

  test("import-garbage, import-newer", async () => {
    await expectRecorded("import-garbage", undefined, '{"version": 3, "deployment": 7}');
    await expectRecorded("import-newer", undefined, '{"version": 99, "deployment": {}}');
  });

  test.each(["stack-output", "stack-output-one", "stack-output-missing", "stack-rm-with-resources"])(
    "%s",
    async (name) => {
      await withState();
      await expectRecorded(name);
    },
  );

  test("stack-ls, stack-ls-json, stack", async () => {
    // Recorded within a second of the update ("now"), which is too fast for a busy machine.
    let time = "";
    let listed = "";
    for (let attempt = 0; attempt < 20 && !listed.includes(" now "); attempt++) {
      time = new Date().toISOString().replace("Z", "000000Z");
      await cli.ok(["stack", "import"], recordedExport().replace(/"time": "[^"]*"/, `"time": "${time}"`));
      listed = await cli.ok(["stack", "ls"]);
    }
    expect(listed).toBe(recordedCommand("stack-ls").stdout);
    const json = recordedCommand("stack-ls-json").stdout.replace(/\d{4}-.*Z/, new Date(time).toISOString());
    expect(await cli.ok(["stack", "ls", "--json"])).toBe(json);
    const stack = (await cli.ok(["stack", "-s", "dev"])).replace(/Last updated: .*\)/, "Last updated: T");
    const expected = recordedCommand("stack").stdout.replace(
      /Last updated: .*\)/,
      "Last updated: T\n    Secrets provider: passphrase",
    );
    expect(stack).toBe(expected.replace("Managed by vm", `Managed by ${hostname()}`));
  });

  test("stack-init-twice, stack-init-bad-name, stack-select-missing, no-stack", async () => {
    await expectRecorded("stack-init-twice");
    await expectRecorded("stack-init-bad-name", ["stack", "init", "bad name!"]);
    await expectRecorded("stack-select-missing");
    await expectRecorded("no-stack");
  });

  test("stack-rm: removes the stack, its file and its selection", async () => {
    await expectRecorded("stack-rm");
    expect(existsSync(join(cli.project, "Pulumi.dev.yaml"))).toBe(false);
    expect(await cli.run(["stack", "output"])).toEqual({
      stdout: "",
      stderr: "error: no stack selected; please use `pulumi stack select` to choose one\n",
      code: 1,
    });
  });

  test("no-yes: rejects an operation without confirmation", async () => {
    await expectRecorded("no-yes");
  });

  test("wrong-passphrase, no-passphrase", async () => {
    cli.env.PULUMI_CONFIG_PASSPHRASE = "wrong";
    await expectRecorded("wrong-passphrase");
    cli.env.PULUMI_CONFIG_PASSPHRASE = "";
    await expectRecorded("no-passphrase");
    delete cli.env.PULUMI_CONFIG_PASSPHRASE;
    const { stderr, code } = await cli.run(["preview", "--non-interactive"]);
    expect(stderr).toMatch(
      /^error: getting stack configuration: get stack secrets manager: passphrase must be set with/,
    );
    expect(code).toBe(1);
  });

  test("locked: names the owner of the lock and how to remove it", async () => {
    const path = readRecording("commands", "lock-file.path.txt").trim();
    const file = join(cli.root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, readRecording("commands", "lock-file.json"));
    const { stderr, code } = recordedCommand("locked");
    const outcome = await cli.run(["up", "--yes", "--non-interactive", "--skip-preview"]);
    const dead = /; that process has ended without releasing it, so `pulumi cancel` is safe/;
    expect({ ...outcome, stderr: outcome.stderr.replace(dead, "") }).toEqual({
      stdout: "",
      stderr: stderr.replace("BACKEND", cli.backend),
      code,
    });
    expect(await cli.ok(["cancel", "--yes"])).toBe(
      "The currently running update for 'dev' has been canceled!\n",
    );
    expect(existsSync(file)).toBe(false);
  });

  test("history, history-json", async () => {
    const entries = JSON.parse(recordedCommand("history-json").stdout) as RecordedUpdate[];
    const directory = join(cli.backend, ".pulumi", "history", NAME, "dev");
    mkdirSync(directory, { recursive: true });
    const now = Math.floor(Date.now() / 1000);
    const last = Date.parse(entries[0]!.startTime) / 1000;
    entries.forEach((entry, index) => {
      const [startTime, endTime] = [entry.startTime, entry.endTime].map((time) => Date.parse(time) / 1000);
      const config = Object.fromEntries(
        Object.entries(entry.config).map(([key, value]) => [
          key,
          value.secret ? { secure: "v1:x" } : (value.objectValue ?? value.value),
        ]),
      );
      const shift = now - last - 7;
      const stored = { ...entry, config, startTime: startTime! + shift, endTime: endTime! + shift };
      writeFileSync(
        join(directory, `dev-${1795370206000000000n - BigInt(index)}.history.json`),
        JSON.stringify(stored),
      );
    });
    const json = JSON.parse(await cli.ok(["stack", "history", "--json"])) as RecordedUpdate[];
    const withoutTimes = (list: RecordedUpdate[]) =>
      list.map((entry) => ({ ...entry, startTime: "", endTime: "" }));
    expect(withoutTimes(json)).toEqual(withoutTimes(entries));
    // The recording was made 7 seconds after the last update; a busy machine takes longer.
    const withoutAges = (text: string) => text.replace(/\d+ (second|minute)s? ago/g, "T ago");
    const history = await cli.ok(["stack", "history"]);
    const longest = Math.ceil(Date.now() / 1000) - now + 7;
    expect(withoutAges(history)).toBe(withoutAges(recordedCommand("history").stdout));
    expect(await cli.ok(["stack", "history", "--page", "2"])).toBe("No stack updates found on page '2'\n");
    const ago = Number(/(\d+) seconds ago/.exec(history)![1]);
    expect(ago).toBeGreaterThanOrEqual(7);
    expect(ago).toBeLessThanOrEqual(longest);
  });
});

interface RecordedUpdate {
  startTime: string;
  endTime: string;
  config: Record<string, { secret: boolean; value?: string; objectValue?: unknown }>;
}

describe("commands without recordings", () => {
  let cli: CommandLine;
  beforeEach(async () => {
    cli = new CommandLine(NAME);
    await cli.ok(["stack", "init", "dev"]);
  });
  afterEach(() => cli.remove());

  test.each<[string[], RegExp, number]>([
    [
      ["up", "--policy-pack", "x"],
      /^error: --policy-pack is a flag of the official CLI that the embedded engine does not support\. `make pulumi` builds the official CLI, and `ENGINE=official tools\/pulumi …` runs a command with it\n$/,
      2,
    ],
    [["preview", "--exclude", "x"], /--exclude is a flag .* does not support; instead: --target/, 2],
    [["stack", "--tracing", "x"], /--tracing is a flag of the official CLI/, 2],
    [["new"], /`pulumi new` is a command of the official CLI/, 2],
    [["stack", "rename", "x"], /`pulumi stack rename` is a command of the official CLI/, 2],
    [
      ["up", "--skip-preveiw"],
      /^error: unknown flag: --skip-preveiw\n\nDid you mean this\?\n\t--skip-preview\n$/,
      1,
    ],
    [
      ["up", "--parallel", "0"],
      /^error: invalid argument "0" for "-p, --parallel" flag: expected an integer of at least 1/,
      1,
    ],
    [["-C", "/does/not/exist", "stack"], /--cwd: found no folder \/does\/not\/exist; expected one\./, 1],
    [["stack", "init"], /missing stack name/, 1],
    [["stack", "select"], /^error: no stack selected; specify a stack name with --stack\n$/, 6],
    [
      ["refresh", "--yes", "--preview-only"],
      /^error: --yes and --preview-only cannot be used together\n$/,
      1,
    ],
    [["refresh"], /^error: --yes or --skip-preview or --preview-only must be passed in/, 1],
    [
      ["stack", "init", "x", "--secrets-provider", "awskms://a"],
      /found awskms:\/\/a; expected default or passphrase/,
      2,
    ],
    [["stack", "output", "--json", "--shell"], /only one of --json and --shell/, 1],
    [["config", "set", "a", "b", "--secret", "--plaintext"], /only one of --secret and --plaintext/, 1],
    [["config", "set", "a", "b", "--type", "number"], /invalid type "number"/, 1],
    [["config", "set", "password", "Tr0ub4dor3xyz"], /looks like a secret; rerun with --secret/, 1],
    [
      ["preview", "--config", "novalue"],
      /config value must be in the form \[key\]=\[value\], found "novalue"/,
      1,
    ],
    [
      ["destroy", "--yes", "--target", "x", "--exclude-protected"],
      /cannot specify --target and --exclude-protected/,
      1,
    ],
  ])("rejects pulumi %j", async (args, message, code) => {
    const outcome = await cli.run(args);
    expect(outcome.stderr).toMatch(message);
    expect(outcome.code).toBe(code);
  });

  test.each<[string[], Partial<Outcome>]>([
    [
      ["config", "-s=dev", "--json=true", "--show-secrets=false"],
      { code: 0, stdout: expect.stringMatching(/^\{/) as string },
    ],
    [["config", "--json=F"], { code: 0, stdout: expect.stringMatching(/^KEY /) as string }],
    [["stack", "create", "a", "--no-select=true"], { code: 0, stderr: "Created stack 'a'\n" }],
    [["stack", "list", "--json=0"], { code: 0, stdout: expect.stringMatching(/^NAME /) as string }],
    [["config", "set", "key", "--", "--yes=false"], { code: 0 }],
    [
      ["up", "-y=maybe"],
      { code: 1, stderr: `error: invalid argument "maybe" for "-y, --yes" flag: expected true or false.\n` },
    ],
    [["--version"], { code: 0, stdout: expect.stringMatching(/^v\d/) as string }],
    [
      ["--non-interactive"],
      { code: 1, stdout: expect.stringMatching(/^Usage: pulumi/) as string, stderr: "" },
    ],
    [
      ["refresh", "-c", "a=b"],
      { code: 2, stderr: expect.stringMatching(/^error: --config is a flag of/) as string },
    ],
  ])("reads %j as the official CLI does", async (args, expected) => {
    expect(await cli.run(args)).toMatchObject(expected);
  });

  test.each([
    ["destory", "pulumi", "destroy"],
    ["out", "pulumi stack", "output"],
    ["gt", "pulumi config", "get"],
  ])("suggests a command for %s in the official words", async (word, group, similar) => {
    const outcome = await cli.run([...group.split(" ").slice(1), word]);
    expect(outcome).toMatchObject({
      code: 1,
      stderr:
        `error: unknown command "${word}" for "${group}"\n\nDid you mean this?\n\t${group} ${similar}\n\n` +
        `Run '${group} --help' for usage.\n`,
    });
  });

  test("sets values from standard input, by path and by type", async () => {
    await cli.ok(["config", "set", "piped"], "several\nlines\n");
    await cli.ok(["config", "set", "--raw", "raw"], "a\n");
    expect(await cli.ok(["config", "get", "raw"])).toBe("a\n\n");
    await cli.ok(["config", "delete", "raw"]);
    await cli.ok(["config", "set", "--path", "list[0]", "7"]);
    await cli.ok(["config", "set", "--path", "--secret", "map.inner", "hidden"]);
    await cli.ok(["config", "set", "--type", "int", "count", "3"]);
    expect(await cli.ok(["config", "get", "piped"])).toBe("several\nlines\n");
    expect(await cli.ok(["config", "get", "--path", "map.inner"])).toBe("hidden\n");
    expect(await cli.ok(["config", "get", "map", "--json"])).toBe(
      '{\n  "value": "{\\"inner\\":\\"hidden\\"}",\n  "objectValue": {\n    "inner": "hidden"\n  },\n  "secret": true\n}\n',
    );
    expect(await cli.ok(["config", "--json"])).toBe(`{
  "dynamic-provider:count": {
    "value": "3",
    "secret": false
  },
  "dynamic-provider:list": {
    "value": "[7]",
    "objectValue": [
      7
    ],
    "secret": false
  },
  "dynamic-provider:map": {
    "secret": true
  },
  "dynamic-provider:piped": {
    "value": "several\\nlines",
    "secret": false
  },
  "dynamic-provider:step": {
    "value": "3",
    "secret": false
  }
}
`);
    expect(await cli.ok(["config"])).toContain('map    {"inner":"[secret]"}\n');
    await cli.ok(["config", "rm", "--path", "map.inner"]);
    expect(await cli.ok(["config", "get", "map"])).toBe("{}\n");
  });

  test.each([
    ["config", "get", "token"],
    ["config", "get", "token", "--json"],
    ["config", "--show-secrets"],
    ["preview"],
  ])("names the key of a ciphertext that cannot be decrypted: %s %s %s %s", async (...args) => {
    await cli.ok(["config", "set", "--secret", "token", "hidden"]);
    const file = join(cli.project, "Pulumi.dev.yaml");
    writeFileSync(file, readFileSync(file, "utf8").replace(/(token:\n {4}secure: v1:).*/, "$1AAAA:AAAA"));
    const { stderr } = await cli.run(args);
    expect(stderr).toMatch(/^error: (getting stack configuration: )?dynamic-provider:token: bad value: /);
  });

  test("selects, creates and lists stacks", async () => {
    await cli.ok(["stack", "select", "--create", "other"]);
    expect(await cli.ok(["stack", "--show-name"])).toBe("other\n");
    expect(await cli.ok(["stack", "-Q", "--show-name"])).toBe("organization/dynamic-provider/other\n");
    expect(await cli.ok(["stack", "ls", "--all", "--project", "none"])).toMatch(/^NAME .*\n$/);
    expect(await cli.ok(["stack", "ls"])).toMatch(
      /^NAME +LAST UPDATE +RESOURCE COUNT\ndev +(?:now|\d+ seconds? ago) +0\nother\* +(?:now|\d+ seconds? ago) +0\n$/,
    );
    cli.env.PULUMI_STACK = "dev";
    expect(await cli.ok(["stack", "--show-name"])).toBe("dev\n");
    await cli.ok(["stack", "init", "third", "--no-select"]);
    delete cli.env.PULUMI_STACK;
    expect(await cli.ok(["stack", "--show-name"])).toBe("other\n");
    expect(existsSync(join(cli.project, "Pulumi.third.yaml"))).toBe(true);
  });

  test("exports secrets in plain text on request and encrypts them on import", async () => {
    const text = readRecording("commands", "checkpoint-file.json");
    const { checkpoint } = JSON.parse(text.replaceAll("kubernetes-basic", NAME)) as {
      checkpoint: { latest: { pending_operations?: unknown } };
    };
    const warned = await cli.run(
      ["stack", "import"],
      JSON.stringify({ version: 3, deployment: checkpoint.latest }),
    );
    expect(warned).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/^warning: removing pending operation 'deleting' on 'urn:/) as string,
    });
    const shown = await cli.ok(["stack", "export", "--show-secrets"]);
    expect(shown).toContain('"plaintext": "{\\"password\\":\\"canary-7f3a\\"}"');
    await cli.ok(["stack", "import"], shown);
    const exported = await cli.ok(["stack", "export"]);
    expect(exported).not.toContain("canary");
    expect(await cli.ok(["stack", "output", "password"])).toBe("[secret]\n");
    expect(await cli.ok(["stack", "output", "--show-secrets", "password"])).toBe(
      '{"password":"canary-7f3a"}\n',
    );
    expect(await cli.ok(["stack", "output", "--shell"])).toContain("password='[secret]'\n");
    // Nothing shown is secret, so nothing needs the passphrase.
    delete cli.env.PULUMI_CONFIG_PASSPHRASE;
    expect(await cli.ok(["stack", "output", "--json"])).toContain('"password": "[secret]"');
  });

  test("imports an invalid state, or one of another stack, only with --force", async () => {
    const other = recordedExport().replaceAll("urn:pulumi:dev::", "urn:pulumi:prod::");
    const rejected = await cli.run(["stack", "import"], other);
    expect(rejected.stderr).toMatch(
      /^error: 5 errors occurred:\n\t\* resource 'urn:pulumi:prod::.*' is from a different stack \(prod != dev\)/,
    );
    expect(rejected.stderr).toMatch(/importing this file could be dangerous; rerun with --force/);
    expect((await cli.run(["stack", "import", "--force"], other)).code).toBe(0);
    const unsound = recordedExport().replace(/"provider": "[^"]*"/, '"provider": "urn:x::y"');
    expect((await cli.run(["stack", "import"], unsound)).stderr).toMatch(
      /state file contains errors: .* unknown provider urn:x::y/,
    );
  });

  test("every command rejects a truncated state file and leaves it unchanged", async () => {
    await cli.ok(["stack", "import"], recordedExport());
    const file = join(cli.backend, ".pulumi", "stacks", NAME, "dev.json");
    const cut = readFileSync(file, "utf8").slice(0, 1000);
    writeFileSync(file, cut);
    for (const args of [["stack"], ["stack", "export"], ["up", "--yes"], ["destroy", "--yes"], ["preview"]]) {
      const { stderr, code } = await cli.run(args);
      expect(stderr).toContain(
        `error: failed to load checkpoint: ${file}: it is not valid JSON, or is truncated`,
      );
      expect(code).toBe(1);
    }
    expect(readFileSync(file, "utf8")).toBe(cut);
  });
});

describe("the recordings of commands", () => {
  test("are all compared by a test or listed as different", () => {
    const tests = readdirSync(__dirname)
      .filter((name) => /^command.*\.test\.ts$/.test(name))
      .map((name) => readFileSync(join(__dirname, name), "utf8"))
      .join("");
    const backendTests = ["checkpoint-file.json", "lock-file.json"]; // runtime/engine/backend
    const different = RECORDING_DIFFERENCES.map(({ file }) => file);
    const files = readdirSync(join(recordingsDir, "commands"));
    expect(different.filter((file) => !existsSync(join(recordingsDir, file)))).toEqual([]);
    const forgotten = files.filter((file) => {
      const words = [file, file.replace(/\.txt$/, "")];
      return (
        !different.includes(`commands/${file}`) &&
        !backendTests.includes(file) &&
        !words.some((word) => tests.includes(word))
      );
    });
    expect(forgotten).toEqual([]);
  });
});
