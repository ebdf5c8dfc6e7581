import type Dockerode from "dockerode";
import { mkdtempSync, rmSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { isConnectionLost, messageOf } from "../../../../lib/clients/docker/apiError";
import { follow } from "../../../../lib/clients/docker/progress";
import { writeTar } from "../../../images/tar";
import type { StatusLog } from "../../../protocol/statusLog";
import type { BuildContext } from "./context";

/** How many of the builder's last lines an error contains. */
const LAST_LINES = 20;

/**
 * Builds an image with the daemon's classic builder and shows its output.
 * @param mask hides secrets in the output, such as those of build arguments
 * @throws with the builder's last lines
 */
export async function buildImage(
  client: Dockerode,
  context: BuildContext,
  options: Dockerode.ImageBuildOptions,
  {
    name,
    log,
    signal,
    mask,
  }: { name: string; log: StatusLog; signal: AbortSignal; mask: (text: string) => string },
): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), "meshstack-build-"));
  const lines: string[] = [];
  let file: Readable | undefined;
  try {
    const archive = join(scratch, "context.tar");
    await writeTar(archive, context.entries, signal);
    // Opened here, because a daemon can answer before a stream has opened the file.
    file = (await open(archive)).createReadStream();
    const answer = await client.buildImage(file, {
      ...options,
      dockerfile: context.dockerfile,
      abortSignal: signal,
    });
    await follow(answer, ({ stream, status }) => {
      for (const line of (stream ?? status ?? "").split("\n").filter((text) => text.trim() !== "")) {
        const shown = mask(line.trimEnd());
        lines.push(shown);
        if (lines.length > LAST_LINES) lines.shift();
        log.status(shown.trim());
      }
    });
  } catch (error) {
    signal.throwIfAborted();
    if (isConnectionLost(error)) throw error;
    const said = lines.length === 0 ? "" : `. The builder's last lines:\n${lines.join("\n")}`;
    throw new Error(`the image ${name} cannot be built: ${mask(messageOf(error))}${said}`, { cause: error });
  } finally {
    // The client leaves it open when the daemon answers without reading it to the end.
    file?.destroy();
    rmSync(scratch, { recursive: true, force: true });
  }
}
