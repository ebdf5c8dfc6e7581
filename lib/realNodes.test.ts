import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildSync } from "esbuild";
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

describe("in a user namespace of a user without rights", () => {
  const NOBODY = 65_534;
  let program: string;
  let place: string;
  beforeEach(() => {
    chmodSync(folder, 0o755);
    // The user may have no permission to read the checkout.
    program = join(folder, "realNodes.js");
    const entryPoints = [join(__dirname, "realNodes.ts")];
    buildSync({ entryPoints, outfile: program, bundle: true, platform: "node", logLevel: "silent" });
    place = join(folder, "place");
    mkdirSync(place);
    chownSync(place, NOBODY, NOBODY);
  });

  /**
   * The missing requirements on a machine with other files.
   * @param ranges the text of /etc/subuid and /etc/subgid
   * @param setup shell commands as root of a mount namespace, before the user is another one
   * @param user the command that changes the user
   */
  function missingWith(
    ranges: string,
    setup = "true",
    { unshare = [] as string[], user = `setpriv --reuid ${NOBODY} --regid ${NOBODY} --clear-groups` } = {},
  ): unknown {
    const file = join(folder, "ranges");
    writeFileSync(file, ranges);
    const script = [
      `mount --bind ${file} /etc/subuid && mount --bind ${file} /etc/subgid && cd ${folder} && ${setup}`,
      `exec ${user} ${process.execPath} -e "$0" ${program} ${place}`,
    ].join(" && ");
    const print = `require(process.argv[1]).missingForUserNamespace(process.argv[2]).then((r) => console.log(JSON.stringify(r)));`;
    const text = execFileSync("unshare", ["--mount", ...unshare, "sh", "-c", script, print], {
      encoding: "utf8",
    });
    return JSON.parse(text);
  }

  asRoot("nothing is missing with enough ids, and the trial leaves nothing", () => {
    expect(missingWith("nobody:300000:65536\n")).toEqual([]);
    expect(readdirSync(place)).toEqual([]);
  });

  asRoot("names both files with too few ids, and one command for both", () => {
    const file = (name: string, option: string) => ({
      id: "subordinate-ids",
      why: `/etc/${name}: found 1000 subordinate ids for the user nobody; expected 65536`,
      fix: `Run as root: usermod ${option} nobody`,
    });
    const command = "--add-subuids 301000-366535 --add-subgids 301000-366535";
    expect(missingWith("nobody:300000:1000\n")).toEqual([file("subuid", command), file("subgid", command)]);
  });

  asRoot("names the kernel setting that disables user namespaces", () => {
    const setup = "echo 0 > /proc/sys/user/max_user_namespaces";
    chownSync(place, 0, 0);
    const options = { unshare: ["--user", "--map-root-user"], user: "env" };
    expect(missingWith("root:300000:65536\n", setup, options)).toEqual([
      {
        id: "user-namespaces",
        why: "user namespaces: unshare: unshare failed: No space left on device",
        fix: "Run as root: sysctl -w user.max_user_namespaces=15000",
      },
    ]);
  });

  asRoot("reports a file system on which no overlay is possible", () => {
    const setup = [
      "mkdir lower upper work && chown nobody upper",
      "mount -t overlay overlay -o lowerdir=lower,upperdir=upper,workdir=work place",
    ].join(" && ");
    expect(missingWith("nobody:300000:65536\n", setup)).toEqual([
      {
        id: "overlay",
        why: expect.stringContaining(`overlay file system in a user namespace, for ${place}: mount: `),
        fix: "Use Linux 5.11 or later, and a folder on a local file system",
      },
    ]);
  });
});
