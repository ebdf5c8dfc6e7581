import type Dockerode from "dockerode";
import { createReadStream } from "node:fs";
import { join, resolve } from "node:path";
import { ensureImage } from "../../images/build";
import { k3s } from "../../images/descriptions";

const root = join(__dirname, "..", "..");

/** Loads k3s's stand-in into an engine, as `docker load` does; it is built where it is not in the cache. @returns its name */
export async function loadK3s(client: Dockerode): Promise<string> {
  const { archive, name } = await ensureImage(k3s, {
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
