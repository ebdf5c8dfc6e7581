import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mappableUser, type NamespaceError, runInUserNamespace } from "./userNamespace";

/** This user alone, so that no line in /etc/subuid is needed. */
const alone = () => {
  const { name, uid, gid } = mappableUser();
  return { name, uid, gid, uids: [], gids: [] };
};

const missing = ["unshare", "newuidmap", "newgidmap"].filter(
  (name) => spawnSync(name, ["--help"]).error !== undefined,
);
const reason =
  missing.length > 0
    ? `${missing.join(", ")} is missing`
    : spawnSync("unshare", ["--user", "--mount", "true"]).status === 0
      ? undefined
      : "this machine does not allow user namespaces";

(reason ? describe.skip : describe)(`a user namespace${reason ? `, skipped: ${reason}` : ""}`, () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "namespace-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test("runs a program as its root, in the given folder and with the mapping", async () => {
    const script = "id -u > id && cat /proc/self/uid_map > map";
    await runInUserNamespace(["/bin/sh", "-c", script], { user: alone(), cwd: folder });
    expect(readFileSync(join(folder, "id"), "utf8")).toBe("0\n");
    expect(readFileSync(join(folder, "map"), "utf8").trim().split(/\s+/)).toEqual([
      "0",
      `${alone().uid}`,
      "1",
    ]);
  });

  test("mounts of the program do not reach the machine", async () => {
    const script = 'mount -t tmpfs none "$PWD" && cd "$PWD" && echo here > file';
    await runInUserNamespace(["/bin/sh", "-c", script], { user: alone(), cwd: folder });
    expect(existsSync(join(folder, "file"))).toBe(false);
    // Other tests mount at the same time, in their own folders.
    expect(readFileSync("/proc/self/mountinfo", "utf8")).not.toContain(folder);
  });

  test("reports a program that fails, with its last line", async () => {
    const failure = runInUserNamespace(["/bin/sh", "-c", "echo one >&2; echo no >&2; exit 3"], {
      user: alone(),
    });
    await expect(failure).rejects.toMatchObject<Partial<NamespaceError>>({ step: "run", message: "no" });
  });

  test("reports ids that may not be mapped, and runs nothing", async () => {
    const range = { first: 4_000_000_000, count: 65_536 };
    const failure = runInUserNamespace(["touch", "file"], {
      user: { ...alone(), uids: [range], gids: [range] },
      cwd: folder,
    });
    await expect(failure).rejects.toMatchObject<Partial<NamespaceError>>({
      step: "map",
      message: expect.stringContaining("newuidmap") as string,
    });
    expect(existsSync(join(folder, "file"))).toBe(false);
  });
});
