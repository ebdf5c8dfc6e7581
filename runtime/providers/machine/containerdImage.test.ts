import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type BuiltImage, ensureImage } from "../../images/build";
import { TestResource } from "../../../test/support/testResource";
import { storedDigests } from "./containerd/ctr";
import { TestContainerd, whyNoContainerd } from "../../../test/support/testContainerd";
import { withoutBlobs } from "./containerd/withoutBlobs";

let root: string;
let containerd: TestContainerd;
const newResource = () => new TestResource("local:index:ContainerdImage", root);

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "ctrimage-"));
  process.env.MESHSTACK_CACHE = join(root, "cache");
});
afterEach(async () => {
  await containerd?.stop();
  delete process.env.MESHSTACK_CACHE;
  rmSync(root, { recursive: true });
});

const { signal } = new AbortController();

/** An image of two layers, one of which all test images share. */
const build = (greeting: string): Promise<BuiltImage> =>
  ensureImage(
    {
      name: `hello-${greeting}`,
      layers: [
        {
          kind: "files",
          name: "common",
          files: [{ kind: "text", path: "/common", text: "x".repeat(1 << 20) }],
        },
        { kind: "files", name: greeting, files: [{ kind: "text", path: "/greeting", text: greeting }] },
      ],
      config: { entrypoint: ["/greeting"] },
    },
    { resolve: (path) => path, progress: () => {}, signal },
  );

function inputsOf({ name, digest, archive }: BuiltImage, instance = "1") {
  return { address: containerd.address, name, digest, archive, instance };
}

/** The folder of Debian's libraries. */
const TRIPLET = process.arch === "arm64" ? "aarch64-linux-gnu" : "x86_64-linux-gnu";
const which = (name: string) => execFileSync("which", [name], { encoding: "utf8" }).trim();

const reason = whyNoContainerd();
const withContainerd = reason === undefined ? describe : describe.skip;
withContainerd(`with a containerd${reason === undefined ? "" : `, skipped: ${reason}`}`, () => {
  beforeEach(async () => {
    containerd = new TestContainerd(join(root, "containerd"));
    await containerd.start();
  });

  test("reports a full disk with the folder of the node", async () => {
    const disk = join(root, "small");
    mkdirSync(disk);
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=1m", "small", disk]);
    const small = new TestContainerd(disk);
    try {
      await small.start();
      const image = await build("hello");
      await expect(newResource().up({ ...inputsOf(image), address: small.address })).rejects.toThrow(
        new RegExp(
          `^${image.name}: found a full disk while it was imported, now 0 MiB free for ${disk}\\. Free some space there`,
        ),
      );
    } finally {
      await small.stop();
      execFileSync("umount", [disk]);
    }
  });

  test("is imported, found, imported again after a loss, and removed", async () => {
    const image = await build("hello");
    const resource = newResource();
    expect(await resource.up(inputsOf(image))).toBe("create");
    expect(resource.outputs.imported).toBe(image.digest);
    expect(containerd.ctr("images", "list", "-q").trim()).toBe(image.name);
    expect(await resource.up(inputsOf(image))).toBe("same");
    expect(await resource.refresh()).toBe(true);

    containerd.ctr("images", "remove", image.name);
    expect(await resource.up(inputsOf(image))).toBe("update");
    expect(containerd.ctr("images", "list", "-q").trim()).toBe(image.name);
    expect(await resource.up(inputsOf(image, "2"))).toBe("update");

    await resource.destroy();
    expect(containerd.ctr("images", "list", "-q").trim()).toBe("");
  });

  test("is imported by the client of a root file system, where none is installed", async () => {
    const tree = join(root, "tree");
    // Its loader and libraries are the machine's.
    for (const [path, target] of [
      ["usr/bin/ctr", which("ctr")],
      [`usr/lib/${TRIPLET}`, `/usr/lib/${TRIPLET}`],
    ] as const) {
      mkdirSync(dirname(join(tree, path)), { recursive: true });
      symlinkSync(target, join(tree, path));
    }
    const [image, resource] = [await build("hello"), newResource()];
    const { PATH } = process.env;
    process.env.PATH = root;
    try {
      await expect(newResource().up(inputsOf(image))).rejects.toThrow(
        "ctr: not found on PATH. Install the Debian package containerd.",
      );
      expect(await resource.up({ ...inputsOf(image), root: tree })).toBe("create");
      await expect(newResource().up({ ...inputsOf(image), root: join(root, "absent") })).rejects.toThrow(
        /absent\/.*: not found; the folder was deleted\. Run make up again\./,
      );
    } finally {
      process.env.PATH = PATH;
    }
    expect(containerd.ctr("images", "list", "-q").trim()).toBe(image.name);
  });

  test("imports many images at once, each with its files", async () => {
    const greetings = ["a", "b", "c", "d", "e", "f"];
    const images = await Promise.all(greetings.map(build));
    await Promise.all(images.map((image) => newResource().up(inputsOf(image))));
    for (const { name } of images) {
      // All blobs are present and unpacked.
      expect(containerd.ctr("images", "check", `name==${name}`)).toMatch(/complete \(4\/4\).* true/);
    }
  });

  test("does not read layers again that containerd has", async () => {
    const [one, other] = [await build("hello"), await build("moin")];
    await newResource().up(inputsOf(one));
    const stored = await storedDigests({ ...containerd, signal });
    expect(stored.has(one.digest)).toBe(true);
    let read = 0;
    for await (const chunk of await withoutBlobs(other.archive, stored)) read += chunk.length;
    expect(read).toBeLessThan(statSync(other.archive).size - (1 << 20));
    await newResource().up(inputsOf(other));
    expect(containerd.ctr("images", "check", `name==${other.name}`)).toMatch(/complete \(4\/4\).* true/);
  });

  test("is missing together with containerd, and is imported again with it", async () => {
    const image = await build("hello");
    const resource = newResource();
    await resource.up(inputsOf(image));
    await containerd.stop();
    expect((await resource.diff(inputsOf(image))).diffs).toEqual(["imported"]);
    const state = resource.state;
    expect(await resource.refresh()).toBe(false);
    resource.state = state;
    await resource.destroy(); // Nothing to do.
    const creation = resource.up(inputsOf(image));
    await containerd.start();
    expect(await creation).toBe("create");
  });

  test("rejects an archive with another image", async () => {
    const [one, other] = [await build("hello"), await build("moin")];
    const attempt = newResource().up({ ...inputsOf(one), archive: other.archive });
    await expect(attempt).rejects.toThrow(/was imported as no image of that name, and not as .*hello/);
    const missing = newResource().up({ ...inputsOf(one), archive: join(root, "nothing.tar") });
    await expect(missing).rejects.toThrow(/cannot import .*nothing.tar: .*no such file/);
  });
});

test("reports a containerd that does not start, in bounded time", async () => {
  const image = await build("hello");
  const address = join(root, "nothing.sock");
  const { name, digest, archive } = image;
  const attempt = newResource().up({ address, name, digest, archive, timeoutSeconds: 0.2 });
  await expect(attempt).rejects.toThrow(
    /containerd did not answer at .*nothing.sock in 0.2 s: .* is not imported/,
  );
});
