import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { missingForUserNamespace, realNodesPossible } from "./realNodes";

const { env } = process;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "real-nodes-"));
  process.env = { ...env };
});
afterEach(() => {
  process.env = env;
  rmSync(folder, { recursive: true });
});

const onLinux = process.platform === "linux" ? test : test.skip;

onLinux("names the package of each missing program, and tries nothing", async () => {
  process.env.PATH = folder;
  const missing = await missingForUserNamespace(folder);
  expect(missing.slice(0, 2)).toEqual(
    ["newuidmap", "newgidmap"].map((name) => ({
      id: "uidmap",
      why: `${name}: not found on PATH`,
      fix: "Install the Debian package uidmap",
      package: "uidmap",
    })),
  );
  expect(readdirSync(folder)).toEqual([]);
});

onLinux("real nodes are impossible without the programs that unpack packages", async () => {
  process.env.PATH = folder;
  expect(await realNodesPossible()).toEqual({
    possible: false,
    why: "apt-get: not found on PATH",
    fix: "Install the Debian package apt",
  });
});

/** Runs the function in another process with these arguments of setpriv. */
function possibleWith(...privileges: string[]): unknown {
  const script = `require("tsx/cjs"); require("./lib/realNodes").realNodesPossible().then((r) => console.log(JSON.stringify(r)));`;
  const { stdout, stderr } = spawnSync("setpriv", [...privileges, process.execPath, "-e", script], {
    cwd: join(__dirname, ".."),
    env: { ...env, XDG_STATE_HOME: folder },
    encoding: "utf8",
  });
  if (stdout === "") throw new Error(stderr);
  return JSON.parse(stdout);
}

const asRoot =
  process.getuid?.() === 0 && spawnSync("setpriv", ["--version"]).status === 0 ? test : test.skip;

asRoot("reports root, with the missing capabilities", () => {
  expect(possibleWith()).toEqual({ possible: true, how: "root" });
  expect(possibleWith("--bounding-set=-net_admin")).toEqual({
    possible: false,
    why: "root's capabilities: missing CAP_NET_ADMIN",
    fix: "Run the command with sudo",
  });
});
