import type Dockerode from "dockerode";
import { createReadStream, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { imagesFolder } from "../../images/cache";
import { debianEntries } from "../../images/layers/debian";
import { type TarEntry, writeTar } from "../../images/tar";

/** The name of the image that {@link importBusybox} makes. */
export const BUSYBOX = "meshstack.local/busybox:test";

/** The commands that tests use, besides `busybox COMMAND`. */
const COMMANDS =
  "sh cat chmod date echo env false hostname httpd id ls mkdir nc nslookup sleep stat test touch true wget";

/** Makes an image of Debian's busybox-static in an engine: a shell and its usual commands, and no command to run by default. */
export async function importBusybox(client: Dockerode, name = BUSYBOX): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), "meshstack-busybox-"));
  try {
    const downloads = join(imagesFolder(), "downloads");
    mkdirSync(downloads, { recursive: true });
    const signal = new AbortController().signal;
    const layer = { kind: "debian" as const, name: "busybox", packages: ["busybox-static"] };
    const { entries } = await debianEntries(layer, [], {
      downloads,
      scratch,
      progress: () => undefined,
      signal,
    });
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
    const archive = join(scratch, "busybox.tar");
    await writeTar(archive, [...entries, ...links, ...folders], signal);
    const [repo, tag] = name.split(/:(?=[^/]*$)/);
    const answer = await client.importImage(createReadStream(archive), { repo, tag });
    await new Promise<void>((resolve, reject) =>
      client.modem.followProgress(answer, (error) => (error ? reject(error) : resolve())),
    );
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
