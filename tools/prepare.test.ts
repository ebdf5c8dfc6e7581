import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The command asks first for root's capabilities, which no package brings. */
const asRoot = process.platform === "linux" && process.getuid?.() === 0 ? describe : describe.skip;

asRoot("on a machine without the programs that a real node needs", () => {
  let programs: string;
  const installed = () => join(programs, "installed");

  beforeEach(() => {
    programs = mkdtempSync(join(tmpdir(), "prepare-"));
    // In the place of the machine's own: it notes what it is asked for, and fails where it is told to.
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
      input: "y\n", // No terminal: nobody agrees.
    });

  test("says which packages, and installs none unasked", () => {
    const { status, stderr } = prepare("live");
    expect(status).toBe(1);
    expect(stderr).toContain("The stack 'live' needs Debian packages that are not installed: containerd ");
    expect(stderr).toContain("Nothing was installed or started.");
    expect(stderr).toContain("make up STACK=live ARGS=--yes");
    expect(existsSync(installed())).toBe(false);
  });

  test("with --yes reads the lists and installs them", () => {
    expect(prepare("live", "--yes").status).toBe(0);
    const [update, install] = readFileSync(installed(), "utf8").split("\n");
    expect(update).toBe("update");
    expect(install).toMatch(/^install --yes --no-install-recommends containerd .*python3-pip maven$/);
  });

  test("says so when that fails, and that the next up tries again", () => {
    writeFileSync(join(programs, "broken"), "");
    const { status, stderr } = prepare("live", "--yes");
    expect(status).toBe(1);
    expect(stderr).toContain("apt-get update failed; nothing was started. The next make up tries again.");
  });

  test("asks nothing for a stack with simulated nodes", () => {
    expect(prepare("dev").status).toBe(0);
    expect(existsSync(installed())).toBe(false);
  });
});
