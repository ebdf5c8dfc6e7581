import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The command first requires root, which no package provides. */
const asRoot = process.platform === "linux" && process.getuid?.() === 0 ? describe : describe.skip;

asRoot("on a machine without the programs of a real node", () => {
  let programs: string;
  const installed = () => join(programs, "installed");

  beforeEach(() => {
    programs = mkdtempSync(join(tmpdir(), "prepare-"));
    // A fake apt-get that records its arguments, and fails if the file `broken` exists.
    writeFileSync(
      join(programs, "apt-get"),
      `#!/bin/sh\necho "$@" >> "${installed()}"\n[ ! -e "${programs}/broken" ]\n`,
    );
    chmodSync(join(programs, "apt-get"), 0o755);
  });
  afterEach(() => rmSync(programs, { recursive: true }));

  const prepare = (stack: string, ...args: string[]) =>
    spawnSync(process.execPath, ["--import", "tsx", "tools/prepare.ts", stack, ...args], {
      env: { ...process.env, PATH: programs },
      encoding: "utf8",
      input: "y\n", // not a terminal, so not a confirmation
    });

  test("names the missing packages and installs none without confirmation", () => {
    const { status, stderr } = prepare("live");
    expect(status).toBe(1);
    expect(stderr).toContain("Stack 'live' requires Debian packages that are not installed: containerd ");
    expect(stderr).toContain("Nothing was installed or started.");
    expect(stderr).toContain("make up STACK=live ARGS=--yes");
    expect(existsSync(installed())).toBe(false);
  });

  test("with --yes updates the lists and installs the packages", () => {
    expect(prepare("live", "--yes").status).toBe(0);
    const [update, install] = readFileSync(installed(), "utf8").split("\n");
    expect(update).toBe("update");
    expect(install).toMatch(/^install --yes --no-install-recommends containerd .*python3-pip maven$/);
  });

  test("reports a failed installation", () => {
    writeFileSync(join(programs, "broken"), "");
    const { status, stderr } = prepare("live", "--yes");
    expect(status).toBe(1);
    expect(stderr).toContain("apt-get update failed; nothing was started. Run make up again.");
  });

  test("does nothing for a stack with simulated nodes", () => {
    expect(prepare("dev").status).toBe(0);
    expect(existsSync(installed())).toBe(false);
  });
});
