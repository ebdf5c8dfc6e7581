import type Dockerode from "dockerode";
import { createReadStream } from "node:fs";
import { join, resolve } from "node:path";
import { ensureImage } from "../../runtime/images/build";
import type { ImageDescription } from "../../runtime/images/description";

const root = join(__dirname, "..", "..");

/** Loads an image into a daemon, as `docker load` does; builds it unless it is cached. @returns its name */
export async function loadImage(client: Dockerode, image: ImageDescription): Promise<string> {
  const { archive, name } = await ensureImage(image, {
    resolve: (path) => resolve(root, path),
    progress: () => undefined,
    signal: new AbortController().signal,
  });
  const answer = await client.loadImage(createReadStream(archive));
  const said: string[] = [];
  await new Promise<void>((done, failed) =>
    client.modem.followProgress(
      answer,
      (error) => (error ? failed(error) : done()),
      ({ stream }: { stream?: string }) => said.push(stream ?? ""),
    ),
  );
  if (!said.join("").includes(`Loaded image: ${name}`)) throw new Error(`Docker answered: ${said.join("")}`);
  return name;
}
