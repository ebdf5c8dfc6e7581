import type Dockerode from "dockerode";
import { createHash } from "node:crypto";
import { createReadStream, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { imagesFolder } from "../../runtime/images/context";
import { debianEntries } from "../../runtime/images/layers/debian";
import { type TarEntry, writeTar } from "../../runtime/images/tar";
import { ensureCached } from "../../lib/cache";

/** The name of the image that {@link importBusybox} imports. */
export const BUSYBOX = "meshstack.local/busybox:test";

/** The commands that tests use without the prefix `busybox`. */
const COMMANDS =
  "sh cat chmod date echo env false hostname httpd id ls mkdir nc nslookup sleep stat test touch true wget";

const FILE = "busybox.tar";

/**
 * Imports an image of Debian's busybox-static into a daemon: a shell and common commands, without a default command.
 */
export async function importBusybox(client: Dockerode, name = BUSYBOX): Promise<void> {
  const [repo, tag] = name.split(/:(?=[^/]*$)/);
  const answer = await client.importImage(createReadStream(await archive()), { repo, tag });
  await new Promise<void>((resolve, reject) =>
    client.modem.followProgress(answer, (error) => (error ? reject(error) : resolve())),
  );
}

/** A tar file of the image's root, in the image cache. */
async function archive(): Promise<string> {
  const key = createHash("sha256").update(COMMANDS).digest("hex").slice(0, 16);
  const entry = { cache: imagesFolder(), name: "test-busybox", key, file: FILE, kept: 1 };
  const progress = () => undefined;
  const { signal } = new AbortController();
  return ensureCached(entry, progress, signal, async (folder) => {
    const scratch = join(folder, "scratch");
    mkdirSync(scratch);
    const downloads = join(imagesFolder(), "downloads");
    mkdirSync(downloads, { recursive: true });
    const layer = { kind: "debian" as const, name: "busybox", packages: ["busybox-static"] };
    const { entries } = await debianEntries(layer, [], { downloads, scratch, progress, signal });
    const links = COMMANDS.split(" ").map((command): TarEntry => ({
      type: "symlink",
      path: `usr/bin/${command}`,
      target: "busybox",
    }));
    const folders = ["tmp", "etc", "proc", "sys", "dev"].map((path): TarEntry => ({
      type: "directory",
      path,
      mode: 0o755,
    }));
    await writeTar(join(folder, FILE), [...entries, ...links, ...folders], signal);
    rmSync(scratch, { recursive: true });
  });
}
