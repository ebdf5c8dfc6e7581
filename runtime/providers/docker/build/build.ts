import type Dockerode from "dockerode";
import { createReadStream, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeTar } from "../../../images/tar";
import { follow } from "../../../../lib/clients/docker/progress";
import type { BuildContext } from "./context";

/** How many of the builder's last lines an error contains. */
const LAST_LINES = 20;

/**
 * Builds an image with the daemon's classic builder and shows its output.
 * @param show receives the builder's steps, one line each
 * @throws with the builder's last lines
 */
export async function buildImage(
  client: Dockerode,
  context: BuildContext,
  options: Dockerode.ImageBuildOptions,
  { show, signal }: { show: (line: string) => void; signal: AbortSignal },
): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), "meshstack-build-"));
  const lines: string[] = [];
  try {
    const archive = join(scratch, "context.tar");
    await writeTar(archive, context.entries, signal);
    const file = createReadStream(archive);
    const answer = await client.buildImage(file, {
      ...options,
      dockerfile: context.dockerfile,
      abortSignal: signal,
    });
    await follow(answer, ({ stream, status }) => {
      for (const line of (stream ?? status ?? "").split("\n").filter((text) => text.trim() !== "")) {
        lines.push(line.trimEnd());
        show(line.trim());
      }
    });
  } catch (error) {
    signal.throwIfAborted();
    if (lines.length === 0) throw error;
    const said = lines.slice(-LAST_LINES).join("\n");
    throw Object.assign(new Error(`${(error as Error).message}. The builder's last lines:\n${said}`), {
      code: (error as NodeJS.ErrnoException).code,
    });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
